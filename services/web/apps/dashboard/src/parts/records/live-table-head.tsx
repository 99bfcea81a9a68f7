/* eslint-disable jsx-a11y/no-redundant-roles -- laid out as a grid, a table loses the roles that its elements imply */
import { UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import type { LiveColumn, RowId, Selection } from "./live-table.tsx";
import classes from "./live-table.module.css";
import { Tick } from "./tick.tsx";

interface LiveTableHeadProps<Row> {
  columns: readonly LiveColumn<Row>[];
  rows: readonly Row[];
  idOf: (row: Row) => RowId;
  sort: string;
  onSort: (sort: string) => void;
  selection: Selection<Row> | undefined;
  /** Whether rows end with their actions. */
  tool: boolean;
  chooser: ReactNode;
}

export function LiveTableHead<Row>({ columns, rows, idOf, sort, onSort, selection, tool, chooser }: LiveTableHeadProps<Row>) {
  const { t } = useTranslation("ui");
  const some = selection !== undefined && selection.selected.size > 0;
  const all = some && rows.every((row) => selection.selected.has(idOf(row)));
  return (
    <thead role="rowgroup" className={classes.head}>
      <tr role="row" aria-rowindex={1} className={classes.headRow}>
        {selection && (
          <th role="columnheader" scope="col" className={classes.headCell} data-tool>
            <Tick label={t("rows.selectAll")} checked={all} some={some && !all} onChange={selection.onAll} />
          </th>
        )}
        {columns.map((column) => (
          <th key={column.id} role="columnheader" scope="col" className={classes.headCell} data-right={column.right} aria-sort={ariaSort(column.sort, sort)}>
            <HeadText label={column.label} by={column.sort} sort={sort} onSort={onSort} />
          </th>
        ))}
        {tool && (
          <th role="columnheader" scope="col" className={classes.headCell} data-tool>
            {chooser ?? <span className="visually-hidden">{t("rows.actions")}</span>}
          </th>
        )}
      </tr>
    </thead>
  );
}

function HeadText({ label, by, sort, onSort }: { label: string; by: string | undefined; sort: string; onSort: (sort: string) => void }) {
  const { t } = useTranslation("ui");
  if (by === undefined) return label;
  return (
    <UnstyledButton className={classes.sort} onClick={() => onSort(sort === `-${by}` ? by : `-${by}`)}>
      {label}
      {sort === by && <IconArrowUp size={13} aria-label={t("rows.ascending")} />}
      {sort === `-${by}` && <IconArrowDown size={13} aria-label={t("rows.descending")} />}
    </UnstyledButton>
  );
}

function ariaSort(by: string | undefined, sort: string): "ascending" | "descending" | undefined {
  if (by === undefined) return undefined;
  if (sort === by) return "ascending";
  return sort === `-${by}` ? "descending" : undefined;
}
