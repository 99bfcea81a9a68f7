import type { JobRow, JobsChanged } from "@hpc/api/cluster-wire.ts";
import { EmptyFace } from "@hpc/ui/faces/empty-face.tsx";
import { ErrorFace } from "@hpc/ui/faces/error-face.tsx";
import { LoadingFace } from "@hpc/ui/faces/loading-face.tsx";
import { TimeAgo } from "@hpc/ui/time-ago.tsx";
import { useFormat } from "@hpc/ui/use-format.ts";
import { IconStack2 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../../app/portal-context.ts";
import { jobsChange } from "../../../parts/jobs/job-changes.ts";
import { JobStateLabel } from "../../../parts/jobs/job-state-label.tsx";
import { groupOf } from "../../../parts/jobs/job-states.ts";
import { useLiveList } from "../../../parts/live/use-live-list.ts";
import { useLiveState } from "../../../parts/live/use-live-state.ts";
import { expandHosts } from "../../../parts/nodes/hosts.ts";
import { Panel } from "../../../parts/panel.tsx";
import panel from "../../../parts/panel.module.css";
import classes from "./node.module.css";
import { jobsOnKey, jobsOnQuery } from "../queries.ts";

/** The jobs that hold a part of the node, as far as one may see them. */
export function JobsPanel({ name }: { name: string }) {
  const { t } = useTranslation("nodes");
  const { api } = usePortal();
  const { pollMs } = useLiveState();
  const jobs = useQuery(jobsOnQuery(api, name, pollMs));
  useLiveJobs(name);
  const list = jobs.data;
  return (
    <Panel id="jobs" title={t("one.jobs")} note={t("one.jobsNote")}>
      {jobs.isError && list === undefined && <ErrorFace error={jobs.error} onRetry={() => void jobs.refetch()} />}
      {list === undefined && !jobs.isError && (
        <div className={panel.body}>
          <LoadingFace rows={3} />
        </div>
      )}
      {list?.items.length === 0 && <EmptyFace icon={<IconStack2 size={28} stroke={1.5} />} title={t("one.noJobs")} text={t("one.noJobsText")} />}
      {list !== undefined && list.items.length > 0 && <JobsOnNode rows={list.items} />}
      {list !== undefined && list.total > list.items.length && (
        <div className={classes.foot}>
          <Link to="/jobs" search={{ node: name }}>
            {t("one.moreJobs")}
          </Link>
        </div>
      )}
    </Panel>
  );
}

function useLiveJobs(name: string): void {
  useLiveList<JobRow, JobsChanged>({
    channel: "jobs",
    type: "jobs_changed",
    queryKey: jobsOnKey(name),
    changeOf: jobsChange,
    idOf: ({ job_id }) => job_id,
    mayBelong: ({ state, node_list }) => groupOf(state) === "active" && expandHosts(node_list).includes(name),
    mayMove: (before, now) => before.state !== now.state || before.node_list !== now.node_list,
  });
}

function JobsOnNode({ rows }: { rows: readonly JobRow[] }) {
  const { t } = useTranslation("nodes");
  const format = useFormat();
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what is cut off on a narrow screen must be reachable by keyboard
    <div className={classes.jobsScroll} tabIndex={0} role="group" aria-label={t("one.jobs")}>
      <table className={classes.jobs}>
        <thead>
          <tr>
            <th scope="col">{t("job.id")}</th>
            <th scope="col">{t("job.name")}</th>
            <th scope="col">{t("job.user")}</th>
            <th scope="col">{t("job.state")}</th>
            <th scope="col" data-right>
              {t("job.cpus")}
            </th>
            <th scope="col" data-right>
              {t("job.gpus")}
            </th>
            <th scope="col">{t("job.left")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.job_id}>
              <td>
                <Link to="/jobs/$id" params={{ id: String(row.job_id) }}>
                  {row.id}
                </Link>
              </td>
              <td>{row.name}</td>
              <td>{row.user}</td>
              <td>
                <JobStateLabel state={row.state} />
              </td>
              <td data-right>{format.count(row.cpus)}</td>
              <td data-right>{row.gpus === 0 ? "–" : format.count(row.gpus)}</td>
              <td>{row.time_limit_at === null ? "–" : <TimeAgo time={row.time_limit_at} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
