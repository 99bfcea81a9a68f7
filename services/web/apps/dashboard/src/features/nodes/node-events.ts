/** What `nodes_changed` says, brought to where nodes are shown. */
import type { NodeList, NodeMap, NodeRow, NodesChanged, NodeView } from "@hpc/api/nodes-wire.ts";
import { useQueryClient } from "@tanstack/react-query";
import { expandHosts } from "../../parts/nodes/hosts.ts";
import type { Change } from "../../parts/live/merge-rows.ts";
import { useChannel } from "../../parts/live/use-channel.ts";
import { useLiveList } from "../../parts/live/use-live-list.ts";
import { usePaced } from "../../parts/live/use-paced.ts";
import { withRows } from "./cells.ts";
import { hasNodeFilter, mayBelong, mayMove, type NodesSearch } from "./nodes-search.ts";

/** The map, or a node whose change was not told, is fetched at most this often. */
const REFETCH_MS = 5000;

export function nodesChange({ changed = [], hosts = "", all = false, as_of, stale, version }: NodesChanged): Change<NodeRow> {
  const names = new Set(hosts === "" ? [] : expandHosts(hosts));
  return { rows: changed, touches: ({ name }) => names.has(name), untold: names.size > 0, all, as_of, stale, version };
}

/** Keeps a list of nodes live. */
export function useLiveNodes(queryKey: readonly unknown[], search: NodesSearch): void {
  useLiveList<NodeRow, NodesChanged>({
    channel: "nodes",
    type: "nodes_changed",
    queryKey,
    changeOf: nodesChange,
    idOf: ({ name }) => name,
    mayBelong: (row) => mayBelong(search, row),
    mayMove: (before, now) => mayMove(search, before, now),
    // The event counts all nodes.
    more: ({ counts }): Partial<NodeList> => (hasNodeFilter({ ...search, state: undefined }) ? {} : { counts }),
  });
}

/** Keeps the map live: rows that are told change their cells at once. */
export function useLiveMap(queryKey: readonly unknown[]): void {
  useLiveOne<NodeMap>(queryKey, (map, change) => withRows(map, change.rows), (_map, change) => change.untold);
}

/** Keeps one node live. */
export function useLiveNode(queryKey: readonly unknown[]): void {
  useLiveOne<NodeView>(
    queryKey,
    (view, { rows }) => {
      const row = rows.find(({ name }) => name === view.node.name);
      return row === undefined ? view : { ...view, node: row };
    },
    // What may be done to it, and its jobs, are not in the event.
    (view, { rows, touches }) => touches(view.node) || rows.some(({ name }) => name === view.node.name),
  );
}

function useLiveOne<Shown extends { as_of: string; stale: boolean; version: number }>(
  queryKey: readonly unknown[],
  merged: (shown: Shown, change: Change<NodeRow>) => Shown,
  outdated: (shown: Shown, change: Change<NodeRow>) => boolean,
): void {
  const queries = useQueryClient();
  const paced = usePaced(
    () => void queries.refetchQueries({ queryKey, exact: true }, { cancelRefetch: false }),
    () => REFETCH_MS,
  );
  useChannel<NodesChanged>("nodes", "nodes_changed", {
    event(event) {
      const { data: shown, fetchStatus } = queries.getQueryState<Shown>(queryKey) ?? {};
      if (shown === undefined) return;
      const change = nodesChange(event);
      if (change.version <= shown.version && !change.all) return;
      const { as_of, stale, version } = change;
      queries.setQueryData<Shown>(queryKey, { ...merged(shown, change), as_of, stale, version });
      if (change.all || outdated(shown, change) || fetchStatus === "fetching") paced.ask();
    },
    reload() {
      if (queries.getQueryData(queryKey) !== undefined) paced.now();
    },
  });
}
