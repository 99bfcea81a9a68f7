import { ActionIcon, Button } from "@mantine/core";
import type { JobList, JobRow } from "@hpc/api/cluster-wire.ts";
import { onDemand } from "@hpc/ui/on-demand.tsx";
import { named } from "@hpc/ui/tips.tsx";
import { isStrings, useStored } from "@hpc/ui/use-stored.ts";
import { IconColumns3, IconDots } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { type JobsSearch, usualSort } from "../../../parts/jobs/jobs-search.ts";
import { useHeldRows } from "../../../parts/live/use-held-rows.ts";
import { WaitingChanges } from "../../../parts/live/waiting-changes.tsx";
import type { ChecksMenuProps } from "../../../parts/records/checks-menu.tsx";
import { LiveTable, type RowId } from "../../../parts/records/live-table.tsx";
import type { ListAction } from "../job-actions.ts";
import { columnsOf, NarrowJob, useJobColumns, USUALLY_HIDDEN } from "./job-columns.tsx";
import type { JobMenuProps } from "./job-menu.tsx";
import { SelectionBar } from "./selection-bar.tsx";

const ColumnsMenu = onDemand<ChecksMenuProps>("menu", () => import("../../../parts/records/checks-menu.tsx"));
const JobMenu = onDemand<JobMenuProps>("menu", () => import("./job-menu.tsx"));
const ALWAYS = ["id", "name", "state"];

interface JobsTableProps {
  list: JobList;
  search: JobsSearch;
  dimmed: boolean;
  more: { fetch: () => void; isFetching: boolean; failed: boolean };
  onSort: (sort: string) => void;
  onOpen: (row: JobRow) => void;
  onAct: (action: ListAction, rows: readonly JobRow[]) => void;
}

const idOf = ({ job_id }: JobRow) => job_id;

export function JobsTable({ list, search, dimmed, more, onSort, onOpen, onAct }: JobsTableProps) {
  const { t } = useTranslation("jobs");
  const { t: shared } = useTranslation("ui");
  const [hidden, setHidden] = useStored<string[]>("hpc-portal-job-columns", [...USUALLY_HIDDEN], isStrings);
  const [selected, setSelected] = useState<ReadonlySet<RowId>>(new Set());
  const { rows, gone, waiting, settle, holding } = useHeldRows(list.items, idOf, JSON.stringify(search));
  const finished = search.in === "finished";
  const columns = useJobColumns(hidden, finished);
  const picked = list.items.filter(({ job_id }) => selected.has(job_id));

  function toggle({ job_id }: JobRow) {
    const next = new Set(selected);
    if (!next.delete(job_id)) next.add(job_id);
    setSelected(next);
  }

  const chooser = (
    <ColumnsMenu
      items={columnsOf(finished).filter((id) => !ALWAYS.includes(id)).map((id) => ({ id, label: t(`columns.${id}`), checked: !hidden.includes(id) }))}
      onToggle={(id) => setHidden(hidden.includes(id) ? hidden.filter((each) => each !== id) : [...hidden, id])}
      button={
        <ActionIcon variant="subtle" color="gray" size="sm" {...named(t("chooseColumns"))}>
          <IconColumns3 size={15} />
        </ActionIcon>
      }
    />
  );
  const retry = (
    <Button variant="default" size="xs" onClick={more.fetch}>
      {shared("retry")}
    </Button>
  );

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
        chooser={chooser}
        onOpen={onOpen}
        onEnd={() => !more.failed && more.fetch()}
        foot={more.failed ? retry : more.isFetching ? shared("loading") : undefined}
      />
      <WaitingChanges count={waiting} onShow={settle} />
    </>
  );
}
