import { Title } from "@mantine/core";
import type { UploadRow } from "@hpc/api/wire.ts";
import { EmptyFace } from "@hpc/ui/faces/empty-face.tsx";
import { ErrorFace } from "@hpc/ui/faces/error-face.tsx";
import { LoadingFace } from "@hpc/ui/faces/loading-face.tsx";
import { StaleNote } from "@hpc/ui/faces/stale-note.tsx";
import { IconUpload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { lazy, Suspense, useSyncExternalStore } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../../app/portal-context.ts";
import { NothingFits } from "../../../parts/records/filters.tsx";
import { Pager } from "../../../parts/records/pager.tsx";
import { uploadsQuery } from "../queries/uploads-queries.ts";
import { DEFAULT_PAGE_SIZE, hasFilter, PAGE_SIZES, parseUploadsSearch, refiltered, type UploadsSearch } from "../queries/uploads-search.ts";
import { UploadFilters } from "./upload-filters.tsx";
import classes from "./uploads.module.css";
import { UploadsTable } from "./uploads-table.tsx";

const DetailsDrawer = lazy(() => import("./details-drawer.tsx"));
const route = getRouteApi("/uploads");

/** All uploads that one may see: filtered, sorted and paged by the server, with the state in the URL. */
export default function PastUploads({ onRemove }: { onRemove: (rows: readonly UploadRow[]) => void }) {
  const { t } = useTranslation("uploads");
  const { api, socket, user } = usePortal();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const live = useSyncExternalStore(socket.watch, socket.state) === "open";
  const uploads = useQuery(uploadsQuery(api, search, live));
  const admin = user.groups.includes("HPC-Admins");
  const list = uploads.data;

  const go = (next: UploadsSearch, replace = false, fromPageBefore = false) =>
    void navigate({ search: next, replace, resetScroll: false, state: { fromPageBefore } });
  const show = (row: UploadRow | null) => go({ ...search, show: row?.upload_id });
  const stale = uploads.isError && list !== undefined;

  return (
    <section className={classes.panel} aria-labelledby="past-title">
      <div className={classes.panelHead}>
        <Title order={2} id="past-title">
          {admin ? t("past.titleAll") : t("past.title")}
        </Title>
      </div>
      <UploadFilters search={search} onChange={(change, replace) => go(refiltered(search, change), replace)} />
      {stale && <StaleNote since={uploads.dataUpdatedAt} />}
      {list === undefined && uploads.isError && <ErrorFace error={uploads.error} onRetry={() => void uploads.refetch()} />}
      {list === undefined && !uploads.isError && (
        <div className={classes.loading}>
          <LoadingFace rows={8} />
        </div>
      )}
      {list?.uploads.length === 0 &&
        (hasFilter(search) ? (
          <NothingFits onClear={() => go(refiltered(search, { status: "", type: "", q: "" }))} />
        ) : (
          <EmptyFace icon={<IconUpload size={28} stroke={1.5} />} title={t("past.empty")} text={t("past.emptyText")} />
        ))}
      {list !== undefined && list.uploads.length > 0 && (
        <>
          <UploadsTable
            rows={list.uploads}
            owners={admin}
            sort={search.sort ?? "-created_at"}
            dimmed={uploads.isPlaceholderData}
            onSort={(sort) => go(refiltered(search, { sort }))}
            onOpen={show}
            onRemove={onRemove}
          />
          <Pager
            sizes={PAGE_SIZES}
            limit={search.limit ?? DEFAULT_PAGE_SIZE}
            page={search.page ?? 1}
            rows={list.uploads.length}
            total={list.total}
            nextCursor={list.next_cursor}
            onGo={(paging, fromPageBefore) => go(parseUploadsSearch({ ...search, ...paging }), false, fromPageBefore)}
          />
        </>
      )}
      {search.show !== undefined && (
        <Suspense>
          <DetailsDrawer uploadId={search.show} onClose={() => show(null)} />
        </Suspense>
      )}
    </section>
  );
}
