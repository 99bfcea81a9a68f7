import type { JobList, JobRow, JobsChanged } from "@hpc/api/cluster-wire.ts";
import { useQuery, useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { usePortal } from "../../app/portal-context.ts";
import { jobsChange } from "../../parts/jobs/job-changes.ts";
import { countsAll, type JobsSearch, mayBelong, mayMove } from "../../parts/jobs/jobs-search.ts";
import { useLiveList } from "../../parts/live/use-live-list.ts";
import { useLiveState } from "../../parts/live/use-live-state.ts";
import { type More, useMore } from "../../parts/records/more-rows.tsx";
import { fetchMore, jobsQuery, listKey } from "./queries.ts";

/** A list of jobs, kept live, that grows as one scrolls. */
export function useJobs(search: JobsSearch): { jobs: UseQueryResult<JobList>; more: More } {
  const { api, user } = usePortal();
  const queries = useQueryClient();
  const { pollMs } = useLiveState();
  const jobs = useQuery(jobsQuery(api, queries, search, pollMs));
  const queryKey = listKey(search);

  useLiveList<JobRow, JobsChanged>({
    channel: "jobs",
    type: "jobs_changed",
    queryKey,
    changeOf: jobsChange,
    idOf: ({ job_id }) => job_id,
    mayBelong: (row) => mayBelong(search, user.username, row),
    mayMove: (before, now) => mayMove(search, before, now),
    more: ({ counts }) => (countsAll(search) ? { counts } : {}),
  });

  const more = useMore(() => fetchMore(api, queries, search), jobs.isPlaceholderData);
  return { jobs, more };
}
