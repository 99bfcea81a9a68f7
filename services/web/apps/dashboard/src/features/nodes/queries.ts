import type { JobList, Outcomes } from "@hpc/api/cluster-wire.ts";
import type { NodeAction, NodeList, NodeMap, NodeView, ReservationList } from "@hpc/api/nodes-wire.ts";
import type { PortalApi } from "@hpc/api/portal-api.ts";
import { keepPreviousData, type QueryClient, queryOptions } from "@tanstack/react-query";
import { nodeQueryOf, type NodesSearch } from "./nodes-search.ts";

export const nodesKey = ["nodes"] as const;

/** Rows of the first answer, and of each further one. */
const PAGE = 100;
/** The server gives no more at once. */
const MOST = 500;

export const listKey = (search: NodesSearch) => [...nodesKey, "list", nodeQueryOf(search)] as const;

function page(api: PortalApi, search: NodesSearch, limit: number, cursor: string | undefined, signal: AbortSignal): Promise<NodeList> {
  return api.cluster.read<NodeList>("/api/v2/nodes", { ...nodeQueryOf(search), limit, cursor }, signal);
}

/** As many rows as are shown already, so that a list that was scrolled does not shrink when it is fetched anew. */
export const nodesQuery = (api: PortalApi, queries: QueryClient, search: NodesSearch, pollMs: number) =>
  queryOptions({
    queryKey: listKey(search),
    queryFn: async ({ signal }) => {
      const wanted = Math.max(PAGE, queries.getQueryData<NodeList>(listKey(search))?.items.length ?? 0);
      let list = await page(api, search, Math.min(MOST, wanted), undefined, signal);
      while (list.items.length < wanted && list.next_cursor !== null) {
        list = joined(list, await page(api, search, Math.min(MOST, wanted - list.items.length), list.next_cursor, signal));
      }
      return list;
    },
    placeholderData: keepPreviousData,
    refetchInterval: pollMs,
  });

/** Fetches what follows; two who ask at once get one answer. */
export async function fetchMore(api: PortalApi, queries: QueryClient, search: NodesSearch): Promise<void> {
  const cursor = queries.getQueryData<NodeList>(listKey(search))?.next_cursor;
  if (typeof cursor !== "string") return;
  const next = await queries.query({
    queryKey: [...nodesKey, "more", nodeQueryOf(search), cursor],
    queryFn: ({ signal }) => page(api, search, PAGE, cursor, signal),
    staleTime: 1000,
    gcTime: 0,
    retry: 1,
  });
  queries.setQueryData<NodeList>(listKey(search), (list) => (list?.next_cursor === cursor ? joined(list, next) : list));
}

/** A row that moved between two answers stands once. */
function joined(list: NodeList, next: NodeList): NodeList {
  const known = new Set(list.items.map(({ name }) => name));
  return { ...list, items: [...list.items, ...next.items.filter(({ name }) => !known.has(name))], total: next.total, next_cursor: next.next_cursor };
}

export const mapKey = (partition: string | undefined) => [...nodesKey, "map", partition ?? ""] as const;

export const mapQuery = (api: PortalApi, partition: string | undefined, pollMs: number) =>
  queryOptions({
    queryKey: mapKey(partition),
    queryFn: ({ signal }) => api.cluster.read<NodeMap>("/api/v2/nodes/map", { partition }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: pollMs,
  });

export const nodeKey = (name: string) => [...nodesKey, "show", name] as const;

export const nodeQuery = (api: PortalApi, name: string, pollMs: number) =>
  queryOptions({
    queryKey: nodeKey(name),
    queryFn: ({ signal }) => api.cluster.read<NodeView>(`/api/v2/nodes/${encodeURIComponent(name)}`, {}, signal),
    refetchInterval: pollMs,
  });

/** Jobs on a node that its page has room for. */
const JOBS_SHOWN = 100;

export const jobsOnKey = (node: string) => ["jobs", "on-node", node] as const;

export const jobsOnQuery = (api: PortalApi, node: string, pollMs: number) =>
  queryOptions({
    queryKey: jobsOnKey(node),
    queryFn: ({ signal }): Promise<JobList> => api.cluster.jobs({ node, state: "active", sort: "-start", limit: JOBS_SHOWN }, signal),
    refetchInterval: pollMs,
  });

const RESERVATIONS_POLL_MS = 60_000;

/** All of them: which nodes they hold is told in lists of hosts. */
export const reservationsQuery = (api: PortalApi) =>
  queryOptions({
    queryKey: ["reservations", "of-nodes"],
    queryFn: async ({ signal }) => (await api.cluster.read<ReservationList>("/api/v2/reservations", { limit: MOST }, signal)).items,
    refetchInterval: RESERVATIONS_POLL_MS,
  });

/** Partitions by name, for choices. */
export const partitionNamesQuery = (api: PortalApi) =>
  queryOptions({
    queryKey: ["partitions", "names"],
    queryFn: async ({ signal }) => (await api.cluster.read<{ items: { name: string }[] }>("/api/v2/partitions", {}, signal)).items.map(({ name }) => name),
    staleTime: 5 * 60_000,
    retry: false,
  });

export function actOn(api: PortalApi, action: NodeAction, names: readonly string[], reason: string): Promise<Outcomes> {
  return api.cluster.send<Outcomes>("POST", "/api/v2/nodes/actions", { action, names, ...(reason === "" ? {} : { reason }) });
}
