import { storedName } from "@hpc/api/uploads.ts";
import type { UploadRow } from "@hpc/api/wire.ts";
import { FileName } from "@hpc/ui/file-name.tsx";
import { TimeAgo } from "@hpc/ui/time-ago.tsx";
import { UploadStatusLabel } from "@hpc/ui/upload-status-label.tsx";
import { useFormat } from "@hpc/ui/use-format.ts";
import type { ReactNode } from "react";
import { KindLabel } from "./kind-label.tsx";
import classes from "./uploads.module.css";

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

/** In the order in which they stand. */
export const CELLS: Record<ColumnId, (row: UploadRow) => ReactNode> = {
  filename: (row) => <FileName name={storedName(row)} />,
  file_type: ({ file_type }) => <KindLabel kind={file_type} />,
  file_size: ({ file_size }) => <Size bytes={file_size} />,
  status: (row) => <Status row={row} />,
  user_id: ({ user_id }) => <FileName name={user_id} />,
  file_path: ({ file_path }) => <FileName name={file_path ?? "–"} />,
  created_at: ({ created_at }) => <TimeAgo time={created_at} />,
};

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
