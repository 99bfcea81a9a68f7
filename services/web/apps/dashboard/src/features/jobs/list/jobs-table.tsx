import { ActionIcon } from "@mantine/core";
import type { JobList, JobRow } from "@hpc/api/cluster-wire.ts";
import { onDemand } from "@hpc/ui/on-demand.tsx";
import { IconDots } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { type JobsSearch, usualSort } from "../../../parts/jobs/jobs-search.ts";
import { useHeldRows } from "../../../parts/live/use-held-rows.ts";
import { WaitingChanges } from "../../../parts/live/waiting-changes.tsx";
import { ColumnChooser, useHiddenColumns } from "../../../parts/records/column-chooser.tsx";
import { LiveTable, type RowId } from "../../../parts/records/live-table.tsx";
import { type More, useMoreRows } from "../../../parts/records/more-rows.tsx";
import type { ListAction } from "../job-actions.ts";
import { columnsOf, NarrowJob, useJobColumns, USUALLY_HIDDEN } from "./job-columns.tsx";
import type { JobMenuProps } from "./job-menu.tsx";
import { SelectionBar } from "./selection-bar.tsx";

const JobMenu = onDemand<JobMenuProps>("menu", () => import("./job-menu.tsx"));
const ALWAYS = ["id", "name", "state"];

interface JobsTableProps {
  list: JobList;
  search: JobsSearch;
  dimmed: boolean;
  more: More;
  onSort: (sort: string) => void;
  onOpen: (row: JobRow) => void;
  onAct: (action: ListAction, rows: readonly JobRow[]) => void;
}

const idOf = ({ job_id }: JobRow) => job_id;

export function JobsTable({ list, search, dimmed, more, onSort, onOpen, onAct }: JobsTableProps) {
  const { t } = useTranslation("jobs");
  const [hidden, toggleColumn] = useHiddenColumns("hpc-portal-job-columns", USUALLY_HIDDEN);
  const [selected, setSelected] = useState<ReadonlySet<RowId>>(new Set());
  const { rows, gone, waiting, settle, holding } = useHeldRows(list.items, idOf, JSON.stringify(search));
  const finished = search.in === "finished";
  const columns = useJobColumns(hidden, finished);
  const moreRows = useMoreRows(more);
  const picked = list.items.filter(({ job_id }) => selected.has(job_id));

  function toggle({ job_id }: JobRow) {
    const next = new Set(selected);
    if (!next.delete(job_id)) next.add(job_id);
    setSelected(next);
  }

  const choices = columnsOf(finished).filter((id) => !ALWAYS.includes(id)).map((id) => ({ id, label: t(`columns.${id}`) }));

  return (
    <>
      {picked.length > 0 && <SelectionBar rows={picked} onAct={onAct} onUnselect={() => setSelected(new Set())} />}
      <LiveTable
        label={t("title")}
        columns={columns}
        narrow={(row) => <NarrowJob row={row} />}
        rows={rows}
        idOf={idOf}
        total={list.total}
        sort={search.sort ?? usualSort(search)}
        onSort={onSort}
        dimmed={dimmed}
        gone={gone}
        holding={holding}
        flashOf={({ state, reason, priority, node_list }) => `${state} ${reason} ${priority} ${node_list}`}
        selection={{
          selected,
          onToggle: toggle,
          onAll: (all) => setSelected(new Set(all ? list.items.map(idOf) : [])),
          labelOf: ({ id }) => t("select", { id }),
        }}
        actions={(row) => (
          <JobMenu
            row={row}
            onAct={onAct}
            button={
              <ActionIcon variant="subtle" color="gray" size="sm" tabIndex={0} aria-label={t("actionsFor", { id: row.id })}>
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
