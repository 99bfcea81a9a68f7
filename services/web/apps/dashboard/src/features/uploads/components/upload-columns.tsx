import { Checkbox } from "@mantine/core";
import { storedName } from "@hpc/api/uploads.ts";
import type { UploadRow } from "@hpc/api/wire.ts";
import { FileName } from "@hpc/ui/file-name.tsx";
import { TimeAgo } from "@hpc/ui/time-ago.tsx";
import { UploadStatusLabel } from "@hpc/ui/upload-status-label.tsx";
import { useFormat } from "@hpc/ui/use-format.ts";
import { columnVisibilityFeature, createColumnHelper, rowSelectionFeature, tableFeatures } from "@tanstack/react-table";
import { useTranslation } from "react-i18next";
import { KindLabel } from "./kind-label.tsx";
import classes from "./uploads.module.css";

export const features = tableFeatures({ columnVisibilityFeature, rowSelectionFeature });
const column = createColumnHelper<typeof features, UploadRow>();

export type ColumnId = "filename" | "file_type" | "file_size" | "status" | "created_at" | "user_id" | "file_path";
export const CHOOSABLE: readonly ColumnId[] = ["file_type", "file_size", "status", "created_at", "user_id", "file_path"];
export const SORTABLE: readonly ColumnId[] = ["filename", "file_size", "created_at"];

/** Widths in the grid, by column. */
export const WIDTHS: Record<string, string> = {
  select: "36px",
  filename: "minmax(180px, 1fr)",
  file_type: "112px",
  file_size: "92px",
  status: "150px",
  user_id: "100px",
  file_path: "minmax(160px, 1fr)",
  created_at: "124px",
  actions: "40px",
};

export const columns = column.columns([
  column.display({
    id: "select",
    cell: ({ row }) => <SelectBox row={row.original} checked={row.getIsSelected()} onChange={(checked) => row.toggleSelected(checked)} />,
  }),
  column.accessor("filename", { cell: ({ row }) => <FileName name={storedName(row.original)} /> }),
  column.accessor("file_type", { cell: ({ getValue }) => <KindLabel kind={getValue()} /> }),
  column.accessor("file_size", { cell: ({ getValue }) => <Size bytes={getValue()} /> }),
  column.accessor("status", { cell: ({ row }) => <Status row={row.original} /> }),
  column.accessor("user_id", { cell: ({ getValue }) => <FileName name={getValue()} /> }),
  column.accessor("file_path", { cell: ({ getValue }) => <FileName name={getValue() ?? "–"} /> }),
  column.accessor("created_at", { cell: ({ getValue }) => <TimeAgo time={getValue()} /> }),
]);

function SelectBox({ row, checked, onChange }: { row: UploadRow; checked: boolean; onChange: (checked: boolean) => void }) {
  const { t } = useTranslation("uploads");
  return (
    <Checkbox
      size="xs"
      tabIndex={-1}
      checked={checked}
      onChange={(event) => onChange(event.currentTarget.checked)}
      aria-label={t("past.select", { name: storedName(row) })}
    />
  );
}

function Size({ bytes }: { bytes: number }) {
  const format = useFormat();
  return (
    <span className={classes.size} title={format.exactBytes(bytes)}>
      {format.bytes(bytes)}
    </span>
  );
}

function Status({ row: { status, uploaded_chunks, total_chunks, error_message } }: { row: UploadRow }) {
  const format = useFormat();
  const detail = status === "uploading" ? format.percent(uploaded_chunks, total_chunks) : undefined;
  return (
    <span title={error_message ?? undefined}>
      <UploadStatusLabel status={status} detail={detail} />
    </span>
  );
}
