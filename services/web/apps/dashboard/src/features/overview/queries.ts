import type { HistoryRange, JobRow } from "@hpc/api/cluster-wire.ts";
import type { NodeList } from "@hpc/api/nodes-wire.ts";
import type { PortalApi } from "@hpc/api/portal-api.ts";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";

const UPLOADS = 4;
const JOBS = 6;
const NODES = 4;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** Under the key of the uploads, so that live changes reach it. */
export const recentUploadsQuery = (api: PortalApi) =>
  queryOptions({
    queryKey: ["uploads", "recent"],
    queryFn: ({ signal }) => api.uploads.list({ limit: UPLOADS, sort: "-created_at" }, signal),
  });

export const historyQuery = (api: PortalApi, range: HistoryRange) =>
  queryOptions({
    queryKey: ["cluster", "history", range],
    queryFn: ({ signal }) => api.cluster.history(range, signal),
    refetchInterval: range === "1h" || range === "24h" ? MINUTE_MS : 10 * MINUTE_MS,
    placeholderData: keepPreviousData,
  });

export const attentionQuery = (api: PortalApi) =>
  queryOptions({
    queryKey: ["cluster", "attention"],
    queryFn: ({ signal }) => api.cluster.read<NodeList>("/api/v2/nodes", { state: "attention", limit: NODES }, signal),
    refetchInterval: MINUTE_MS,
  });

export const myJobsKey = ["jobs", "overview"] as const;

/** One's newest jobs of the queue; when those are few, also what ended in the last days. */
export const myJobsQuery = (api: PortalApi, pollMs: number) =>
  queryOptions({
    queryKey: myJobsKey,
    queryFn: async ({ signal }) => {
      const queue = await api.cluster.jobs({ user: "me", limit: 50 }, signal);
      const since = new Date(Date.now() - 7 * DAY_MS).toISOString();
      const ended = queue.items.length >= JOBS ? [] : await endedOf(() => api.cluster.jobs({ in: "finished", user: "me", since, limit: JOBS }, signal));
      return { ...queue, items: firstToSee([...queue.items, ...ended], JOBS) };
    },
    refetchInterval: pollMs,
  });

/** Without accounting nobody remembers; that is no trouble here. */
async function endedOf(ask: () => Promise<{ items: JobRow[] }>): Promise<JobRow[]> {
  return ask().then(
    ({ items }) => items,
    () => [],
  );
}

/** What runs, then what waits, then what has ended, each the newest first, each once. */
export function firstToSee(rows: readonly JobRow[], most: number): JobRow[] {
  const rank = ({ start_at, end_at }: JobRow) => (end_at !== null ? 2 : start_at === null ? 1 : 0);
  const time = ({ submit_at, end_at }: JobRow) => end_at ?? submit_at;
  const once = [...new Map(rows.map((row) => [row.job_id, row])).values()];
  return once.sort((a, b) => rank(a) - rank(b) || time(b).localeCompare(time(a))).slice(0, most);
}
