import type { JobList, JobRow, JobView } from "@hpc/api/cluster-wire.ts";
import type { PortalApi } from "@hpc/api/portal-api.ts";
import { keepPreviousData, type QueryClient, queryOptions } from "@tanstack/react-query";
import { jobQueryOf, type JobsSearch } from "../../parts/jobs/jobs-search.ts";

export const jobsKey = ["jobs"] as const;

/** Rows of the first answer, and of each further one. */
const PAGE = 60;
/** The server gives no more at once. */
const MOST = 500;
/** Ended jobs come from accounting, of which no event tells. */
const FINISHED_POLL_MS = 30_000;

export const listKey = (search: JobsSearch) => [...jobsKey, "list", search] as const;

/** As many rows as are shown already, so that a list that was scrolled does not shrink when it is fetched anew. */
export const jobsQuery = (api: PortalApi, queries: QueryClient, search: JobsSearch, pollMs: number) =>
  queryOptions({
    queryKey: listKey(search),
    queryFn: async ({ signal }) => {
      const wanted = Math.max(PAGE, queries.getQueryData<JobList>(listKey(search))?.items.length ?? 0);
      const query = jobQueryOf(search, Date.now());
      let list = await api.cluster.jobs({ ...query, limit: Math.min(MOST, wanted) }, signal);
      while (list.items.length < wanted && list.next_cursor !== null) {
        const limit = Math.min(MOST, wanted - list.items.length);
        list = joined(list, await api.cluster.jobs({ ...query, limit, cursor: list.next_cursor }, signal));
      }
      return list;
    },
    placeholderData: keepPreviousData,
    refetchInterval: search.in === "finished" ? FINISHED_POLL_MS : pollMs,
  });

/** Fetches what follows; two who ask at once get one answer. */
export async function fetchMore(api: PortalApi, queries: QueryClient, search: JobsSearch): Promise<void> {
  const cursor = queries.getQueryData<JobList>(listKey(search))?.next_cursor;
  if (typeof cursor !== "string") return;
  const next = await queries.query({
    queryKey: [...jobsKey, "more", search, cursor],
    queryFn: ({ signal }) => api.cluster.jobs({ ...jobQueryOf(search, Date.now()), limit: PAGE, cursor }, signal),
    staleTime: 1000,
    gcTime: 0,
    retry: 1,
  });
  queries.setQueryData<JobList>(listKey(search), (list) => (list?.next_cursor === cursor ? joined(list, next) : list));
}

/** A row that moved between two answers stands once. */
export function joined(list: JobList, next: JobList): JobList {
  const known = new Set(list.items.map(({ job_id }) => job_id));
  const fresh: JobRow[] = next.items.filter(({ job_id }) => !known.has(job_id));
  return { ...list, items: [...list.items, ...fresh], total: next.total, next_cursor: next.next_cursor };
}

export const jobKey = (id: string) => [...jobsKey, "show", id] as const;

export const jobQuery = (api: PortalApi, id: string, pollMs: number) =>
  queryOptions({
    queryKey: jobKey(id),
    queryFn: async ({ signal, client }) => {
      const answer = await api.cluster.job(id, signal);
      return notBefore(client.getQueryData<JobView>(jobKey(id)), answer);
    },
    refetchInterval: pollMs,
  });

/** An answer that was on its way while an event came leaves the row as the event told it. */
export function notBefore(known: JobView | undefined, answer: JobView): JobView {
  if (known === undefined || known.version <= answer.version) return answer;
  const { job, as_of, stale, version } = known;
  return { ...answer, job: { ...answer.job, ...job }, as_of, stale, version };
}

/** Names for the filter; none where they cannot be told. */
export const partitionNamesQuery = (api: PortalApi) =>
  queryOptions({
    queryKey: ["partitions", "names"],
    queryFn: async ({ signal }) => (await api.cluster.read<{ items: { name: string }[] }>("/api/v2/partitions", {}, signal)).items.map(({ name }) => name),
    staleTime: 5 * 60_000,
    retry: false,
  });
