import type { JobRow, JobsChanged } from "@hpc/api/cluster-wire.ts";
import { useQuery } from "@tanstack/react-query";
import { usePortal } from "../../app/portal-context.ts";
import { jobsChange } from "../../parts/jobs/job-changes.ts";
import { useLiveList } from "../../parts/live/use-live-list.ts";
import { useLiveState } from "../../parts/live/use-live-state.ts";
import { myJobsKey, myJobsQuery } from "./queries.ts";

/** One's own jobs, live: changed in place at once, fetched anew when some came or went. */
export function useMyJobs() {
  const { api, user } = usePortal();
  const { pollMs } = useLiveState();
  useLiveList<JobRow, JobsChanged>({
    channel: "jobs",
    type: "jobs_changed",
    queryKey: myJobsKey,
    changeOf: jobsChange,
    idOf: ({ job_id }) => job_id,
    mayBelong: (row) => row.user === user.username,
    mayMove: (before, now) => before.state !== now.state,
  });
  return useQuery(myJobsQuery(api, pollMs));
}
