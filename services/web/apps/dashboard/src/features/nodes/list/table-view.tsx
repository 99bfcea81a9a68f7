import type { NodeAction, NodeRow } from "@hpc/api/nodes-wire.ts";
import { getRouteApi } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { NodesFrame } from "../nodes-frame.tsx";
import { parseNodesSearch } from "../nodes-search.ts";
import { useActOnNodes } from "../use-act.ts";
import { useNodes } from "../use-nodes.ts";
import { NodesTable } from "./nodes-table.tsx";

const ActDialog = lazy(() => import("../act-dialog.tsx"));
const route = getRouteApi("/nodes");

/** Nodes one by one, and what can be done to them. */
export default function TableView() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { nodes, more } = useNodes(search);
  const { resume } = useActOnNodes();
  const [asked, setAsked] = useState<{ action: NodeAction; rows: readonly NodeRow[] } | null>(null);
  const list = nodes.data;

  function doTo(action: NodeAction, rows: readonly NodeRow[]) {
    if (action === "resume") void resume(rows.map(({ name }) => name));
    else setAsked({ action, rows });
  }

  return (
    <NodesFrame result={nodes} total={list?.total} shown={list?.total} counts={list?.counts ?? {}}>
      {list !== undefined && list.items.length > 0 && (
        <NodesTable
          list={list}
          search={search}
          dimmed={nodes.isPlaceholderData}
          more={more}
          onSort={(sort) => void navigate({ search: parseNodesSearch({ ...search, sort }), resetScroll: false })}
          onOpen={({ name }) => void navigate({ to: "/nodes/$name", params: { name } })}
          onAct={doTo}
        />
      )}
      <Suspense>{asked !== null && <ActDialog {...asked} onClose={() => setAsked(null)} />}</Suspense>
    </NodesFrame>
  );
}
