/* eslint-disable jsx-a11y/no-redundant-roles, jsx-a11y/no-interactive-element-to-noninteractive-role -- laid out as a grid, a table loses the roles that its elements imply */
import type { UploadRow } from "@hpc/api/wire.ts";
import { useShortcut } from "@hpc/ui/keyboard/shortcuts.ts";
import { useLocalStorage } from "@mantine/hooks";
import { type RowSelectionState, useTable } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useRowKeys } from "../../../shared/records/use-row-keys.ts";
import type { Sort } from "../queries/uploads-search.ts";
import { ColumnChooser } from "./column-chooser.tsx";
import { RowFlash } from "./row-flash.tsx";
import { RowMenu } from "./row-menu.tsx";
import { SelectionBar } from "./selection-bar.tsx";
import { TableHead } from "./table-head.tsx";
import { columns, features, WIDTHS } from "./upload-columns.tsx";
import classes from "./uploads.module.css";

const ROW_PX = 37;

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
  const [hidden, setHidden] = useLocalStorage<string[]>({ key: "hpc-portal-upload-columns", defaultValue: ["file_path"], getInitialValueInEffect: false });
  const [selected, setSelected] = useState<RowSelectionState>({});
  const scroller = useRef<HTMLDivElement>(null);
  const visible = (id: string) => !hidden.includes(id) && (id !== "user_id" || owners);
  const table = useTable({
    features,
    columns,
    data: rows,
    getRowId: (row) => row.upload_id,
    state: {
      rowSelection: selected,
      columnVisibility: Object.fromEntries(Object.keys(WIDTHS).map((id) => [id, visible(id)])),
    },
    onRowSelectionChange: setSelected,
  });
  const shown = table.getRowModel().rows;
  // eslint-disable-next-line react-hooks/incompatible-library -- the virtualizer is meant to be read on each render
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  });
  const keys = useRowKeys({
    count: shown.length,
    scrollTo: (index) => virtual.scrollToIndex(index),
    container: scroller,
    group: t("group"),
  });
  useShortcut({ keys: "x", label: t("keys.select"), group: t("group") }, () => shown[keys.current]?.toggleSelected());
  const picked = rows.filter(({ upload_id }) => selected[upload_id]);
  const ids = [...table.getVisibleLeafColumns().map(({ id }) => id), "actions"];
  const template = ids.map((id) => WIDTHS[id]).join(" ");

  function onKeyDown(event: KeyboardEvent, row: UploadRow) {
    if (event.key !== "Enter" || event.target !== event.currentTarget) return;
    event.preventDefault();
    onOpen(row);
  }

  return (
    <>
      {picked.length > 0 && <SelectionBar rows={picked} onRemove={onRemove} onUnselect={() => setSelected({})} />}
      <div ref={scroller} className={classes.tableScroll} data-dimmed={dimmed || undefined}>
        <table className={classes.table} role="table" aria-rowcount={shown.length + 1}>
          <TableHead
            ids={ids}
            template={template}
            sort={sort}
            onSort={onSort}
            allSelected={picked.length === rows.length}
            someSelected={picked.length > 0}
            onSelectAll={(all) => setSelected(all ? Object.fromEntries(rows.map(({ upload_id }) => [upload_id, true])) : {})}
            chooser={<ColumnChooser hidden={hidden} owners={owners} onChange={setHidden} />}
          />
          <tbody role="rowgroup" className={classes.tableBody} style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map(({ index, start }) => {
              const row = shown[index];
              if (row === undefined) return null;
              return (
                 
                <tr
                  key={row.id}
                  role="row"
                  data-row={index}
                  aria-rowindex={index + 2}
                  aria-selected={row.getIsSelected()}
                  tabIndex={keys.tabIndex(index)}
                  className={classes.row}
                  style={{ gridTemplateColumns: template, transform: `translateY(${start}px)` }}
                  onFocus={() => keys.setActive(index)}
                  onKeyDown={(event) => onKeyDown(event, row.original)}
                  onDoubleClick={() => onOpen(row.original)}
                >
                  {row.getVisibleCells().map((cell) => (
                    <td key={cell.id} role="cell" className={classes.cell} data-column={cell.column.id}>
                      <table.FlexRender cell={cell} />
                    </td>
                  ))}
                  <td role="cell" className={classes.cell} data-column="actions">
                    <RowFlash value={row.original.status} />
                    <RowMenu row={row.original} onOpen={onOpen} onRemove={onRemove} />
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
