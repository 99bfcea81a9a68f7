import type { JobsChanged, JobView } from "@hpc/api/cluster-wire.ts";
import { useQuery, useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { usePortal } from "../../../app/portal-context.ts";
import { jobsChange } from "../../../parts/jobs/job-changes.ts";
import { useChannel } from "../../../parts/live/use-channel.ts";
import { useLiveState } from "../../../parts/live/use-live-state.ts";
import { usePaced } from "../../../parts/live/use-paced.ts";
import { jobKey, jobQuery } from "../queries.ts";

/** Slurm is asked about one job at most this often. */
const REFETCH_MS = 5000;

/** One job, kept live: its row at once, the rest of what is known a moment later. */
export function useJob(id: string): UseQueryResult<JobView> {
  const { api } = usePortal();
  const queries = useQueryClient();
  const { pollMs } = useLiveState();
  const query = jobQuery(api, id, pollMs);
  const paced = usePaced(
    () => void queries.refetchQueries({ queryKey: jobKey(id), exact: true }, { cancelRefetch: false }),
    () => REFETCH_MS,
  );
  useChannel<JobsChanged>("jobs", "jobs_changed", {
    event(event) {
      const view = queries.getQueryData(query.queryKey);
      if (view === undefined || (event.version <= view.version && event.all !== true)) return;
      const { rows, touches, all, as_of, stale, version } = jobsChange(event);
      const now = rows.find(({ job_id }) => job_id === view.job.job_id);
      const sibling = view.siblings !== null && rows.some(({ array_job_id }) => array_job_id === view.siblings?.array_job_id);
      if (now !== undefined) queries.setQueryData(query.queryKey, { ...view, job: { ...view.job, ...now }, as_of, stale, version });
      // What one may do now comes with the answer; one that is on its way is from before.
      const isOther = now !== undefined && (now.state !== view.job.state || now.reason !== view.job.reason);
      if (isOther && !document.hidden) void queries.refetchQueries({ queryKey: jobKey(id), exact: true });
      else if (now !== undefined || sibling || all || touches(view.job)) paced.ask();
    },
    reload: () => queries.getQueryData(query.queryKey) !== undefined && paced.now(),
  });
  return useQuery(query);
}
