import type { NodeList, NodeMap } from "@hpc/api/nodes-wire.ts";
import { useQuery, useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { usePortal } from "../../app/portal-context.ts";
import { useLiveState } from "../../parts/live/use-live-state.ts";
import { type More, useMore } from "../../parts/records/more-rows.tsx";
import { useLiveMap, useLiveNodes } from "./node-events.ts";
import type { NodesSearch } from "./nodes-search.ts";
import { fetchMore, listKey, mapKey, mapQuery, nodesQuery } from "./queries.ts";

/** A list of nodes, kept live, that grows as one scrolls. */
export function useNodes(search: NodesSearch): { nodes: UseQueryResult<NodeList>; more: More } {
  const { api } = usePortal();
  const queries = useQueryClient();
  const { pollMs } = useLiveState();
  const nodes = useQuery(nodesQuery(api, queries, search, pollMs));
  useLiveNodes(listKey(search), search);
  const more = useMore(() => fetchMore(api, queries, search), nodes.isPlaceholderData);
  return { nodes, more };
}

/** All nodes of a partition, or of the cluster, at a glance, kept live. */
export function useNodeMap(partition: string | undefined): UseQueryResult<NodeMap> {
  const { api } = usePortal();
  const { pollMs } = useLiveState();
  useLiveMap(mapKey(partition));
  return useQuery(mapQuery(api, partition, pollMs));
}
