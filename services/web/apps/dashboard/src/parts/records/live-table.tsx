/* eslint-disable jsx-a11y/no-redundant-roles, jsx-a11y/no-interactive-element-to-noninteractive-role -- laid out as a grid, a table loses the roles that its elements imply */
import { useShortcut } from "@hpc/ui/keyboard/shortcuts.ts";
import { useMediaQuery } from "@mantine/hooks";
import { type CSSProperties, type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useEffectEvent, useRef } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { RowFlash } from "../live/row-flash.tsx";
import { LiveTableHead } from "./live-table-head.tsx";
import classes from "./live-table.module.css";
import { Tick } from "./tick.tsx";
import { useRowKeys } from "./use-row-keys.ts";
import { useVisibleRows } from "./use-visible-rows.ts";

const ROW_PX = 37;
const NARROW_ROW_PX = 60;
const HEAD_PX = 35;
/** So many rows before the end the next ones are fetched. */
const AHEAD = 20;

export type RowId = string | number;

export interface LiveColumn<Row> {
  id: string;
  label: string;
  /** In the grid: `120px`, `minmax(160px, 1fr)`. */
  width: string;
  cell: (row: Row) => ReactNode;
  /** The server sorts by this word. */
  sort?: string;
  right?: true;
}

export interface Selection<Row> {
  selected: ReadonlySet<RowId>;
  onToggle: (row: Row) => void;
  /** All that are loaded, or none. */
  onAll: (all: boolean) => void;
  labelOf: (row: Row) => string;
}

interface LiveTableProps<Row> {
  label: string;
  columns: readonly LiveColumn<Row>[];
  /** What stands for the columns on a narrow screen: two lines. */
  narrow: (row: Row) => ReactNode;
  rows: readonly Row[];
  idOf: (row: Row) => RowId;
  /** In all, of which `rows` are the first. */
  total: number;
  sort: string;
  onSort: (sort: string) => void;
  /** The rows are of the former filter; the new ones are on their way. */
  dimmed: boolean;
  gone: ReadonlySet<RowId>;
  holding: { onPointerEnter: (event: PointerEvent) => void; onPointerLeave: () => void };
  /** The row lights up once when this changes. */
  flashOf: (row: Row) => string;
  selection?: Selection<Row>;
  actions?: (row: Row) => ReactNode;
  chooser?: ReactNode;
  onOpen: (row: Row) => void;
  /** The end is near: fetch more. */
  onEnd: () => void;
  foot?: ReactNode;
}

/** What the columns need at least, with the padding of a row. */
function leastWidth(template: string): number {
  return [...template.matchAll(/(\d+)px/g)].reduce((sum, [, px]) => sum + Number(px), 16);
}

/** Virtual rows under a sticky head, by keyboard as by mouse; the server sorts. */
export function LiveTable<Row>(props: LiveTableProps<Row>) {
  const { label, columns, narrow, rows, idOf, total, sort, onSort, dimmed, gone, holding, selection, actions, chooser, onOpen } = props;
  const { t } = useTranslation("ui");
  const isNarrow = useMediaQuery("(max-width: 767px)", false, { getInitialValueInEffect: false });
  const rowPx = isNarrow ? NARROW_ROW_PX : ROW_PX;
  const scroller = useRef<HTMLDivElement>(null);
  const visible = useVisibleRows({ scroller, count: rows.length, rowPx, headPx: HEAD_PX });
  const keys = useRowKeys({ count: rows.length, scrollTo: visible.scrollTo, container: scroller, group: label });
  const tools = isNarrow ? { select: "auto", actions: "auto" } : { select: "32px", actions: "36px" };
  const widths = isNarrow ? ["minmax(0, 1fr)"] : columns.map(({ width }) => width);
  const template = [...(selection ? [tools.select] : []), ...widths, ...(actions ? [tools.actions] : [])].join(" ");
  const nearEnd = visible.to + AHEAD >= rows.length;
  const onEnd = useEffectEvent(props.onEnd);

  useEffect(() => {
    if (nearEnd && rows.length < total) onEnd();
  }, [nearEnd, rows.length, total]);

  useShortcut({ keys: "x", label: t("rows.select"), group: label }, () => {
    const row = rows[keys.current];
    if (row !== undefined) selection?.onToggle(row);
  });

  function onKeyDown(event: KeyboardEvent, row: Row) {
    if (event.key !== "Enter" || event.target !== event.currentTarget) return;
    event.preventDefault();
    onOpen(row);
  }

  return (
    <div ref={scroller} className={classes.scroll} data-dimmed={dimmed || undefined} data-narrow={isNarrow || undefined}>
      <table className={classes.table} role="table" aria-label={label} aria-rowcount={total + 1} style={{ "--columns": template, minWidth: isNarrow ? undefined : leastWidth(template) } as CSSProperties}>
        <LiveTableHead columns={columns} rows={rows} idOf={idOf} sort={sort} onSort={onSort} selection={selection} tool={actions !== undefined} chooser={chooser} />
        <tbody role="rowgroup" className={classes.body} style={{ height: rows.length * rowPx }} {...holding}>
          {rows.slice(visible.from, visible.to).map((row, place) => {
            const index = visible.from + place;
            const id = idOf(row);
            return (
              <tr
                key={id}
                role="row"
                data-row={index}
                aria-rowindex={index + 2}
                aria-selected={selection?.selected.has(id)}
                data-gone={gone.has(id) || undefined}
                tabIndex={keys.tabIndex(index)}
                className={classes.row}
                style={{ transform: `translateY(${index * rowPx}px)` }}
                onFocus={() => keys.setActive(index)}
                onKeyDown={(event) => onKeyDown(event, row)}
                onClick={(event) => {
                  if (!(event.target as Element).closest("a, button, input, [role=menu]") && getSelection()?.isCollapsed !== false) onOpen(row);
                }}
              >
                {selection && (
                  <td role="cell" className={classes.cell} data-tool>
                    <Tick label={selection.labelOf(row)} tabIndex={-1} checked={selection.selected.has(id)} onChange={() => selection.onToggle(row)} />
                  </td>
                )}
                {isNarrow ? (
                  <td role="cell" className={classes.cell}>
                    {narrow(row)}
                  </td>
                ) : (
                  columns.map((column) => (
                    <td key={column.id} role="cell" className={classes.cell} data-right={column.right}>
                      {column.cell(row)}
                    </td>
                  ))
                )}
                {actions && (
                  <td role="cell" className={classes.cell} data-tool>
                    <RowFlash value={props.flashOf(row)} />
                    <div className={classes.actions}>{actions(row)}</div>
                  </td>
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
      {props.foot !== undefined && <div className={classes.foot}>{props.foot}</div>}
    </div>
  );
}
