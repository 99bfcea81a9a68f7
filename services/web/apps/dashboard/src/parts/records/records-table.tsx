/* eslint-disable jsx-a11y/no-redundant-roles, jsx-a11y/no-interactive-element-to-noninteractive-role -- laid out as a grid, a table loses the roles that its elements imply */
import { type CSSProperties, type KeyboardEvent, type ReactNode, useRef } from "react";
import classes from "./records.module.css";
import { useRowKeys } from "./use-row-keys.ts";

export interface Column<Row> {
  id: string;
  label: string;
  /** In the grid: `120px`, `minmax(160px, 1fr)`. */
  width: string;
  cell: (row: Row) => ReactNode;
  /** Left out on narrow screens. */
  wide?: true;
}

interface RecordsTableProps<Row> {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  idOf: (row: Row) => string;
  /** The rows are of the former filter; the new ones are on their way. */
  dimmed: boolean;
  /** Enter, or a click beside the links of a row. */
  onOpen: (row: Row) => void;
}

/** A page of records: sticky head, j and k to walk, Enter to open. What it shows was sorted and filtered by the server. */
export function RecordsTable<Row>({ label, columns, rows, idOf, dimmed, onOpen }: RecordsTableProps<Row>) {
  const scroller = useRef<HTMLDivElement>(null);
  const keys = useRowKeys({ count: rows.length, container: scroller, group: label });
  const template = {
    "--columns": columns.map(({ width }) => width).join(" "),
    "--narrow-columns": columns.filter(({ wide }) => wide !== true).map(({ width }) => width).join(" "),
  } as CSSProperties;

  function onKeyDown(event: KeyboardEvent, row: Row) {
    if (event.key !== "Enter" || event.target !== event.currentTarget) return;
    event.preventDefault();
    onOpen(row);
  }

  return (
    <div ref={scroller} className={classes.tableScroll} data-dimmed={dimmed || undefined}>
      <table className={classes.table} role="table" aria-label={label} style={template}>
        <thead role="rowgroup" className={classes.tableHead}>
          <tr role="row" className={classes.headRow}>
            {columns.map(({ id, label: text, wide }) => (
              <th key={id} role="columnheader" scope="col" className={classes.headCell} data-wide={wide}>
                {text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup" className={classes.tableBody}>
          {rows.map((row, index) => (
            <tr
              key={idOf(row)}
              role="row"
              data-row={index}
              tabIndex={keys.tabIndex(index)}
              className={classes.row}
              onFocus={() => keys.setActive(index)}
              onKeyDown={(event) => onKeyDown(event, row)}
              onClick={(event) => {
                if (!(event.target as Element).closest("a, button") && getSelection()?.isCollapsed !== false) onOpen(row);
              }}
            >
              {columns.map(({ id, cell, wide }) => (
                <td key={id} role="cell" className={classes.cell} data-wide={wide}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
