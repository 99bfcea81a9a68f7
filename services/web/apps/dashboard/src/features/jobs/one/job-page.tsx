import { Button } from "@mantine/core";
import type { JobView } from "@hpc/api/cluster-wire.ts";
import { ApiProblem } from "@hpc/api/problem.ts";
import { EmptyFace } from "@hpc/ui/faces/empty-face.tsx";
import { LoadingFace } from "@hpc/ui/faces/loading-face.tsx";
import { StaleNote } from "@hpc/ui/faces/stale-note.tsx";
import { useDocumentTitle } from "@mantine/hooks";
import { IconZoomQuestion } from "@tabler/icons-react";
import { getRouteApi, Link } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../../app/portal-context.ts";
import { ClusterProblem } from "../../../parts/jobs/cluster-problem.tsx";
import { groupOf } from "../../../parts/jobs/job-states.ts";
import panel from "../../../parts/panel.module.css";
import { useHashScroll } from "../../../parts/use-hash-scroll.ts";
import { FactsPanel } from "./facts-panel.tsx";
import { FieldsPanel } from "./fields-panel.tsx";
import { JobHead } from "./job-head.tsx";
import { PathsPanel } from "./paths-panel.tsx";
import { RelatedPanel } from "./related-panel.tsx";
import { ResourcesPanel } from "./resources-panel.tsx";
import { TimelinePanel } from "./timeline-panel.tsx";
import { useJob } from "./use-job.ts";
import { WhyPanel } from "./why-panel.tsx";

/** Only jobs of templates have it. */
const Made = lazy(() => import("./made/made.tsx"));

const route = getRouteApi("/jobs/$id");

/** One job: how it is, why it waits, what it asked for and used. */
export function JobPage() {
  const { id } = route.useParams();
  const job = useJob(id);
  useHashScroll(job.data !== undefined);
  return (
    <div className={panel.page}>
      {job.data === undefined && job.isError && <Missing id={id} error={job.error} onRetry={() => void job.refetch()} />}
      {job.data === undefined && !job.isError && <LoadingFace rows={10} />}
      {job.isError && job.data !== undefined && <StaleNote since={job.dataUpdatedAt} />}
      {job.data !== undefined && <Job view={job.data} />}
    </div>
  );
}

function Job({ view }: { view: JobView }) {
  const { info } = usePortal();
  const { job } = view;
  useDocumentTitle(`${job.name} (${job.id}) · ${info.cluster_name}`);
  return (
    <>
      <JobHead view={view} />
      <div className={panel.columns}>
        <div className={panel.column}>
          {(groupOf(job.state) === "waiting" || view.why !== null) && <WhyPanel view={view} />}
          <TimelinePanel job={job} />
          <Suspense>{view.submission_id != null && <Made id={view.submission_id} job={job} />}</Suspense>
          <ResourcesPanel view={view} />
          <PathsPanel view={view} />
        </div>
        <div className={panel.column}>
          <FactsPanel view={view} />
          <RelatedPanel view={view} />
          {view.detail !== null && view.detail.fields.length > 0 && <FieldsPanel fields={view.detail.fields} />}
        </div>
      </div>
    </>
  );
}

function Missing({ id, error, onRetry }: { id: string; error: unknown; onRetry: () => void }) {
  const { t } = useTranslation("jobs");
  if (!(error instanceof ApiProblem) || error.code !== "job_not_found") return <ClusterProblem error={error} onRetry={onRetry} />;
  const button = (
    <Button variant="default" renderRoot={(props) => <Link to="/jobs" search={{ q: id, in: "finished" }} {...props} />}>
      {t("missing.search")}
    </Button>
  );
  return <EmptyFace icon={<IconZoomQuestion size={28} stroke={1.5} />} title={t("missing.title", { id })} text={t("missing.text")} action={button} />;
}
