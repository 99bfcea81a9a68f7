import { Title } from "@mantine/core";
import { EmptyFace } from "@hpc/ui/faces/empty-face.tsx";
import { LoadingFace } from "@hpc/ui/faces/loading-face.tsx";
import { StaleNote } from "@hpc/ui/faces/stale-note.tsx";
import { useFormat } from "@hpc/ui/use-format.ts";
import { IconPackages } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../app/portal-context.ts";
import { hasImageFilter, type ImagesSearch, parseImagesSearch } from "./images-search.ts";
import { NothingFits } from "../../parts/records/filters.tsx";
import styles from "../../parts/records/list-page.module.css";
import { ImageFilters } from "./list/image-filters.tsx";
import { ImagesTable } from "./list/images-table.tsx";
import { Problem } from "./problem.tsx";
import { ScanPanel } from "./scan/scan-panel.tsx";
import { ScanTools } from "./scan/scan-tools.tsx";
import { useImages, useScan } from "./use-images.ts";

const route = getRouteApi("/images");

/** The container images of the cluster: found, filtered, live, with the state in the URL. */
export function ImagesPage() {
  const { t } = useTranslation("images");
  const format = useFormat();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { images, more } = useImages(search);
  const scan = useScan().data;
  const list = images.data;
  const go = (next: ImagesSearch, replace = false) => void navigate({ search: next, replace, resetScroll: false });
  const change = (part: Record<string, string>, replace = false) => go(parseImagesSearch({ ...search, ...part }), replace);
  const open = search.scan === "open";
  const setOpen = (wanted: boolean) => change({ scan: wanted ? "open" : "" }, true);
  const clear = () => go(parseImagesSearch({ scan: search.scan }));
  return (
    <div className={styles.page}>
      <section className={styles.panel} aria-labelledby="images-title">
        <div className={styles.head}>
          <Title order={1} id="images-title">
            {t("title")}
          </Title>
          <ScanTools scan={scan} open={open} onOpen={setOpen} />
          <span className={styles.space} />
          {list !== undefined && (
            <span className={`${styles.dim} tabular`} aria-live="polite">
              {t("total", { count: list.total, total: format.count(list.total) })}
            </span>
          )}
        </div>
        <ScanPanel scan={scan} open={open} onClose={() => setOpen(false)} />
        <ImageFilters search={search} rows={list?.images ?? []} onChange={change} onClear={clear} />
        {images.isError && list !== undefined && <StaleNote since={images.dataUpdatedAt} />}
        {images.isError && list === undefined && <Problem error={images.error} onRetry={() => void images.refetch()} />}
        {list === undefined && !images.isError && (
          <div className={styles.loading}>
            <LoadingFace rows={12} />
          </div>
        )}
        {list?.images.length === 0 && <Empty search={search} running={scan?.running === true} onClear={clear} />}
        {list !== undefined && list.images.length > 0 && (
          <ImagesTable
            list={list}
            search={search}
            dimmed={images.isPlaceholderData}
            more={more}
            onOpen={({ id }) => void navigate({ to: "/images/$id", params: { id } })}
          />
        )}
      </section>
    </div>
  );
}

function Empty({ search, running, onClear }: { search: ImagesSearch; running: boolean; onClear: () => void }) {
  const { t } = useTranslation("images");
  const { user } = usePortal();
  if (!hasImageFilter(search)) {
    const text = running ? t("emptyRunning") : user.permissions.includes("admin") ? t("emptyAdmin") : t("emptyText");
    return <EmptyFace icon={<IconPackages size={28} stroke={1.5} />} title={t("empty")} text={text} />;
  }
  return <NothingFits onClear={onClear} />;
}
