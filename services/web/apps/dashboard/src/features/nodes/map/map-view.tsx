import { getRouteApi } from "@tanstack/react-router";
import { summed } from "../../../parts/nodes/node-states.ts";
import { NodesFrame } from "../nodes-frame.tsx";
import { useNodeMap } from "../use-nodes.ts";
import { filterOf, fitting, NodeMap } from "./node-map.tsx";

const route = getRouteApi("/nodes");

/** All nodes at a glance. */
export default function MapView() {
  const search = route.useSearch();
  const map = useNodeMap(search.partition);
  const data = map.data;
  const shown = data?.groups.reduce((sum, group) => sum + fitting(group, filterOf(search)), 0);
  return (
    <NodesFrame result={map} total={data?.total} shown={shown} counts={data === undefined ? {} : summed(data.groups.map(({ counts }) => counts))}>
      {data !== undefined && shown !== 0 && <NodeMap map={data} search={search} dimmed={map.isPlaceholderData} />}
    </NodesFrame>
  );
}
