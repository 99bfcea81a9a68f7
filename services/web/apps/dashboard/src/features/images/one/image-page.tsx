import { Button, Title } from "@mantine/core";
import type { ImageView } from "@hpc/api/images-wire.ts";
import { ApiProblem } from "@hpc/api/problem.ts";
import { EmptyFace } from "@hpc/ui/faces/empty-face.tsx";
import { LoadingFace } from "@hpc/ui/faces/loading-face.tsx";
import { StaleNote } from "@hpc/ui/faces/stale-note.tsx";
import { visibleName } from "@hpc/ui/name-text.ts";
import { useFormat } from "@hpc/ui/use-format.ts";
import { useNow } from "@hpc/ui/use-now.ts";
import { IconArrowLeft, IconPackageOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../../app/portal-context.ts";
import { useLiveState } from "../../../parts/live/use-live-state.ts";
import classes from "../../../parts/panel.module.css";
import { useHashScroll } from "../../../parts/use-hash-scroll.ts";
import own from "../images.module.css";
import one from "./image.module.css";
import { KindLabel } from "../kind-label.tsx";
import { Signed } from "../list/image-columns.tsx";
import { ownDescription } from "../image-words.ts";
import { Problem } from "../problem.tsx";
import { imageQuery } from "../queries.ts";
import { useLiveImages } from "../use-images.ts";
import { CommandsPanel } from "./commands-panel.tsx";
import { FactsPanel } from "./facts-panel.tsx";
import { InsidePanel } from "./inside-panel.tsx";
import { LabelsPanel } from "./labels-panel.tsx";
import { PlacesPanel } from "./places-panel.tsx";
import { SignaturePanel } from "./signature-panel.tsx";
import { UsePanel } from "./use-panel.tsx";

const route = getRouteApi("/images/$id");

/** Everything that is known of one image, live. */
export function ImagePage() {
  const { t } = useTranslation("images");
  const { api } = usePortal();
  const { id } = route.useParams();
  const { pollMs } = useLiveState();
  const found = useQuery(imageQuery(api, id, pollMs));
  useLiveImages(found.data?.id ?? id);
  const missing = found.error instanceof ApiProblem && found.error.status === 404;
  const view = missing ? undefined : found.data;
  useHashScroll(view !== undefined);
  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <Button component={Link} to="/images" variant="default" leftSection={<IconArrowLeft size={15} />}>
          {t("title")}
        </Button>
        <Title order={1} className={one.title}>
          <bdi>{visibleName(view?.name ?? id)}</bdi>
        </Title>
        {view !== undefined && <Head view={view} />}
      </div>
      {found.isPending && <LoadingFace rows={8} />}
      {missing && <NotFound id={id} />}
      {found.isError && !missing && view === undefined && <Problem error={found.error} onRetry={() => void found.refetch()} />}
      {found.isError && view !== undefined && <StaleNote since={found.dataUpdatedAt} />}
      {view !== undefined && (
        <>
          {view.is_active === 0 && <Gone seen={view.last_scanned} />}
          {ownDescription(view) !== "" && <p className={one.description}>{visibleName(view.description)}</p>}
          <div className={classes.columns}>
            <div className={classes.column}>
              <UsePanel view={view} />
              <CommandsPanel view={view} />
              <InsidePanel view={view} />
              <LabelsPanel view={view} />
            </div>
            <div className={classes.column}>
              <FactsPanel view={view} />
              <PlacesPanel view={view} />
              <SignaturePanel view={view} />
            </div>
          </div>
        </>
      )}
    </div>
  );
}

function Head({ view: { version, type, signed } }: { view: ImageView }) {
  return (
    <>
      {version !== "unknown" && version !== "" && <span className={`${own.dim} tabular`}>{visibleName(version)}</span>}
      <KindLabel kind={type} />
      {signed && <Signed />}
    </>
  );
}

function Gone({ seen }: { seen: string }) {
  const { t } = useTranslation("images");
  const format = useFormat();
  const now = useNow();
  return (
    <div className={one.banner} role="status">
      <strong>{t("one.gone")}</strong>
      <span>{t("one.goneText", { time: format.relative(new Date(seen), now) })}</span>
    </div>
  );
}

function NotFound({ id }: { id: string }) {
  const { t } = useTranslation("images");
  const button = (
    <Button component={Link} to="/images" variant="default">
      {t("one.all")}
    </Button>
  );
  return <EmptyFace icon={<IconPackageOff size={28} stroke={1.5} />} title={t("one.notFound", { id: visibleName(id) })} text={t("one.notFoundText")} action={button} />;
}
