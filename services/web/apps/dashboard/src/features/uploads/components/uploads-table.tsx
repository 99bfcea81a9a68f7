/* eslint-disable jsx-a11y/no-redundant-roles, jsx-a11y/no-interactive-element-to-noninteractive-role -- laid out as a grid, a table loses the roles that its elements imply */
import { storedName } from "@hpc/api/uploads.ts";
import type { UploadRow } from "@hpc/api/wire.ts";
import { useShortcut } from "@hpc/ui/keyboard/shortcuts.ts";
import { isStrings, useStored } from "@hpc/ui/use-stored.ts";
import { type KeyboardEvent, useRef, useState } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { RowFlash } from "../../../parts/live/row-flash.tsx";
import { Tick } from "../../../parts/records/tick.tsx";
import { useRowKeys } from "../../../parts/records/use-row-keys.ts";
import { useVisibleRows } from "../../../parts/records/use-visible-rows.ts";
import type { Sort } from "../queries/uploads-search.ts";
import { ColumnChooser } from "./column-chooser.tsx";
import { RowMenu } from "./row-menu.tsx";
import { SelectionBar } from "./selection-bar.tsx";
import { TableHead } from "./table-head.tsx";
import { CELLS, type ColumnId, WIDTHS } from "./upload-columns.tsx";
import classes from "./uploads.module.css";

const ROW_PX = 37;
const HEAD_PX = 35;

interface UploadsTableProps {
  rows: UploadRow[];
  /** Whether others' uploads are among them. */
  owners: boolean;
  sort: Sort;
  /** The rows are of the former filter; the new ones are on their way. */
  dimmed: boolean;
  onSort: (sort: Sort) => void;
  onOpen: (row: UploadRow) => void;
  onRemove: (rows: readonly UploadRow[]) => void;
}

export function UploadsTable({ rows, owners, sort, dimmed, onSort, onOpen, onRemove }: UploadsTableProps) {
  const { t } = useTranslation("uploads");
  const [hidden, setHidden] = useStored("hpc-portal-upload-columns", ["file_path"], isStrings);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const scroller = useRef<HTMLDivElement>(null);
  const shown = (Object.keys(CELLS) as ColumnId[]).filter((id) => !hidden.includes(id) && (id !== "user_id" || owners));
  const visible = useVisibleRows({ scroller, count: rows.length, rowPx: ROW_PX, headPx: HEAD_PX });
  const keys = useRowKeys({ count: rows.length, scrollTo: visible.scrollTo, container: scroller, group: t("group") });
  const picked = rows.filter(({ upload_id }) => selected.has(upload_id));
  const ids = ["select", ...shown, "actions"];
  const template = ids.map((id) => WIDTHS[id]).join(" ");

  function toggle(row: UploadRow | undefined) {
    if (row === undefined) return;
    const next = new Set(selected);
    if (!next.delete(row.upload_id)) next.add(row.upload_id);
    setSelected(next);
  }

  useShortcut({ keys: "x", label: t("keys.select"), group: t("group") }, () => toggle(rows[keys.current]));

  function onKeyDown(event: KeyboardEvent, row: UploadRow) {
    if (event.key !== "Enter" || event.target !== event.currentTarget) return;
    event.preventDefault();
    onOpen(row);
  }

  return (
    <>
      {picked.length > 0 && <SelectionBar rows={picked} onRemove={onRemove} onUnselect={() => setSelected(new Set())} />}
      <div ref={scroller} className={classes.tableScroll} data-dimmed={dimmed || undefined}>
        <table className={classes.table} role="table" aria-rowcount={rows.length + 1}>
          <TableHead
            ids={ids}
            template={template}
            sort={sort}
            onSort={onSort}
            allSelected={picked.length === rows.length}
            someSelected={picked.length > 0}
            onSelectAll={(all) => setSelected(new Set(all ? rows.map(({ upload_id }) => upload_id) : []))}
            chooser={<ColumnChooser hidden={hidden} owners={owners} onChange={setHidden} />}
          />
          <tbody role="rowgroup" className={classes.tableBody} style={{ height: rows.length * ROW_PX }}>
            {rows.slice(visible.from, visible.to).map((row, place) => {
              const index = visible.from + place;
              return (
                <tr
                  key={row.upload_id}
                  role="row"
                  data-row={index}
                  aria-rowindex={index + 2}
                  aria-selected={selected.has(row.upload_id)}
                  tabIndex={keys.tabIndex(index)}
                  className={classes.row}
                  style={{ gridTemplateColumns: template, transform: `translateY(${index * ROW_PX}px)` }}
                  onFocus={() => keys.setActive(index)}
                  onKeyDown={(event) => onKeyDown(event, row)}
                  onDoubleClick={() => onOpen(row)}
                >
                  <td role="cell" className={classes.cell} data-column="select">
                    <Tick label={t("past.select", { name: storedName(row) })} tabIndex={-1} checked={selected.has(row.upload_id)} onChange={() => toggle(row)} />
                  </td>
                  {shown.map((id) => (
                    <td key={id} role="cell" className={classes.cell} data-column={id}>
                      {CELLS[id](row)}
                    </td>
                  ))}
                  <td role="cell" className={classes.cell} data-column="actions">
                    <RowFlash value={row.status} />
                    <RowMenu row={row} onOpen={onOpen} onRemove={onRemove} />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </>
  );
}
