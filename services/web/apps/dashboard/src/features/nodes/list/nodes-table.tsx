import { ActionIcon } from "@mantine/core";
import type { NodeAction, NodeList, NodeRow } from "@hpc/api/nodes-wire.ts";
import { onDemand } from "@hpc/ui/on-demand.tsx";
import { IconDots } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../../app/portal-context.ts";
import { useHeldRows } from "../../../parts/live/use-held-rows.ts";
import { WaitingChanges } from "../../../parts/live/waiting-changes.tsx";
import { ColumnChooser, useHiddenColumns } from "../../../parts/records/column-chooser.tsx";
import { LiveTable, type RowId } from "../../../parts/records/live-table.tsx";
import { type More, useMoreRows } from "../../../parts/records/more-rows.tsx";
import { isOperator } from "../node-actions.ts";
import type { NodesSearch } from "../nodes-search.ts";
import { NarrowNode, NODE_COLUMNS, useNodeColumns, USUALLY_HIDDEN } from "./node-columns.tsx";
import type { NodeMenuProps } from "./node-menu.tsx";
import { SelectionBar } from "./selection-bar.tsx";

const NodeMenu = onDemand<NodeMenuProps>("menu", () => import("./node-menu.tsx"));
const ALWAYS = ["name", "state"];

interface NodesTableProps {
  list: NodeList;
  search: NodesSearch;
  dimmed: boolean;
  more: More;
  onSort: (sort: string) => void;
  onOpen: (row: NodeRow) => void;
  onAct: (action: NodeAction, rows: readonly NodeRow[]) => void;
}

const idOf = ({ name }: NodeRow) => name;

export function NodesTable({ list, search, dimmed, more, onSort, onOpen, onAct }: NodesTableProps) {
  const { t } = useTranslation("nodes");
  const { user } = usePortal();
  const [hidden, toggleColumn] = useHiddenColumns("hpc-portal-node-columns", USUALLY_HIDDEN);
  const [selected, setSelected] = useState<ReadonlySet<RowId>>(new Set());
  const { rows, gone, waiting, settle, holding } = useHeldRows(list.items, idOf, JSON.stringify(search));
  const columns = useNodeColumns(hidden);
  const moreRows = useMoreRows(more);
  const picked = list.items.filter(({ name }) => selected.has(name));

  function toggle({ name }: NodeRow) {
    const next = new Set(selected);
    if (!next.delete(name)) next.add(name);
    setSelected(next);
  }

  // Only who can do something with many has a reason to select them.
  const selection = {
    selected,
    onToggle: toggle,
    onAll: (all: boolean) => setSelected(new Set(all ? list.items.map(idOf) : [])),
    labelOf: ({ name }: NodeRow) => t("select", { name }),
  };
  const choices = NODE_COLUMNS.filter((id) => !ALWAYS.includes(id)).map((id) => ({ id, label: t(`columns.${id}`) }));

  return (
    <>
      {picked.length > 0 && <SelectionBar rows={picked} onAct={onAct} onUnselect={() => setSelected(new Set())} />}
      <LiveTable
        label={t("title")}
        columns={columns}
        narrow={(row) => <NarrowNode row={row} />}
        rows={rows}
        idOf={idOf}
        total={list.total}
        sort={search.sort ?? "name"}
        onSort={onSort}
        dimmed={dimmed}
        gone={gone}
        holding={holding}
        flashOf={({ state, reason, cpus_allocated }) => `${state} ${reason} ${cpus_allocated}`}
        {...(isOperator(user) ? { selection } : {})}
        actions={(row) => (
          <NodeMenu
            row={row}
            onAct={onAct}
            button={
              <ActionIcon variant="subtle" color="gray" size="sm" tabIndex={0} aria-label={t("actionsFor", { name: row.name })}>
                <IconDots size={16} />
              </ActionIcon>
            }
          />
        )}
        chooser={<ColumnChooser label={t("chooseColumns")} columns={choices} hidden={hidden} onToggle={toggleColumn} />}
        onOpen={onOpen}
        {...moreRows}
      />
      <WaitingChanges count={waiting} onShow={settle} />
    </>
  );
}
