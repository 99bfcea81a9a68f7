import { Title } from "@mantine/core";
import type { ClusterView, JobRow } from "@hpc/api/cluster-wire.ts";
import { EmptyFace } from "@hpc/ui/faces/empty-face.tsx";
import { LoadingFace } from "@hpc/ui/faces/loading-face.tsx";
import { StaleNote } from "@hpc/ui/faces/stale-note.tsx";
import { TimeAgo } from "@hpc/ui/time-ago.tsx";
import { useFormat } from "@hpc/ui/use-format.ts";
import { useNow } from "@hpc/ui/use-now.ts";
import { IconStack2 } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { ClusterProblem } from "../../parts/jobs/cluster-problem.tsx";
import { JobName } from "../../parts/jobs/job-name.tsx";
import { JobStateLabel } from "../../parts/jobs/job-state-label.tsx";
import { elapsedSeconds, groupOf, isHeld } from "../../parts/jobs/job-states.ts";
import { useReasonWord } from "../../parts/jobs/use-reason-word.ts";
import { RowFlash } from "../../parts/live/row-flash.tsx";
import classes from "./overview.module.css";
import { useMyJobs } from "./use-my-jobs.ts";

/** How one's jobs are, and why they wait. */
export function MyJobs({ mine }: { mine: ClusterView["mine"] | undefined }) {
  const { t } = useTranslation("overview");
  const jobs = useMyJobs();
  const rows = jobs.data?.items;
  return (
    <section className={classes.panel} aria-labelledby="mine-title">
      <div className={classes.panelHead}>
        <Title order={2} id="mine-title">
          {t("mine.title")}
        </Title>
        {mine !== undefined && <span className={classes.hint}>{t("mine.counts", { running: mine.running, pending: mine.pending })}</span>}
        <span className={classes.space} />
        <Link to="/jobs" search={{ user: "me" }} className={classes.more}>
          {t("mine.all")}
        </Link>
      </div>
      {jobs.isPending && <LoadingFace rows={5} />}
      {jobs.isError && rows === undefined && <ClusterProblem error={jobs.error} onRetry={() => void jobs.refetch()} />}
      {jobs.isError && rows !== undefined && <StaleNote since={jobs.dataUpdatedAt} />}
      {rows?.length === 0 && <EmptyFace icon={<IconStack2 size={28} stroke={1.5} />} title={t("mine.none")} text={t("mine.noneText")} />}
      <ul className={classes.list}>
        {rows?.map((row) => (
          <MyJob key={row.job_id} row={row} />
        ))}
      </ul>
    </section>
  );
}

function MyJob({ row }: { row: JobRow }) {
  return (
    <li className={classes.item}>
      <Link to="/jobs/$id" params={{ id: String(row.job_id) }} className={classes.jobRow}>
        <span className={classes.number}>{row.id}</span>
        <span className={classes.name}>
          <JobName name={row.name} />
        </span>
        <span className={classes.status}>
          <JobStateLabel state={row.state} held={isHeld(row)} />
        </span>
        <span className={classes.remark}>
          <Remark row={row} />
        </span>
      </Link>
      <RowFlash value={`${row.state} ${row.reason}`} />
    </li>
  );
}

/** What one wants to know next: since when it runs, why it waits, when it ended. */
function Remark({ row }: { row: JobRow }) {
  const { t } = useTranslation("overview");
  const format = useFormat();
  const now = useNow();
  const reason = useReasonWord();
  const group = groupOf(row.state);
  if (group === "waiting") return <span title={row.reason}>{reason(row.reason)}</span>;
  if (group === "ended") return row.end_at == null ? null : <TimeAgo time={row.end_at} />;
  const elapsed = format.duration(elapsedSeconds(row, now) ?? 0);
  return row.time_limit_seconds == null ? elapsed : t("mine.elapsed", { elapsed, limit: format.duration(row.time_limit_seconds) });
}
