/** What `jobs_changed` says, as a list takes it. */
import type { JobRow, JobsChanged } from "@hpc/api/cluster-wire.ts";
import { fromGaps } from "../live/gap-coded.ts";
import type { Change } from "../live/merge-rows.ts";

export function jobsChange({ changed = [], changed_ids, gone_ids, all = false, as_of, stale, version }: JobsChanged): Change<JobRow> {
  const ids = new Set([...fromGaps(changed_ids), ...fromGaps(gone_ids)]);
  return {
    // Rows come without `mine`, which a list that has them keeps.
    rows: changed,
    touches: ({ job_id }) => ids.has(job_id),
    untold: (changed_ids?.length ?? 0) > 0,
    all,
    as_of,
    stale,
    version,
  };
}
