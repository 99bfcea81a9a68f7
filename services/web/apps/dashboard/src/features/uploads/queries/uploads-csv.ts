/** The current filter as a CSV file, all pages of it. */
import type { PortalApi } from "@hpc/api/portal-api.ts";
import type { UploadRow } from "@hpc/api/wire.ts";
import { queryOf, type UploadsSearch } from "./uploads-search.ts";

const COLUMNS = ["filename", "file_type", "file_size", "status", "user_id", "created_at", "completed_at", "file_path", "upload_id"] as const;
/** The list may be asked 100 times a minute; more rows than this are better fetched by a script. */
const MOST_PAGES = 80;

export async function downloadCsv(api: PortalApi, search: UploadsSearch): Promise<void> {
  const rows: UploadRow[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const list = await api.uploads.list({ ...queryOf(search), cursor, limit: 200 });
    rows.push(...list.uploads);
    if (typeof list.next_cursor !== "string") break;
    cursor = list.next_cursor;
  }
  const url = URL.createObjectURL(new Blob([csvOf(rows)], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = "uploads.csv";
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/** With a byte order mark, so that spreadsheets read Korean names rightly. */
export function csvOf(rows: readonly UploadRow[]): string {
  const lines = [COLUMNS.join(","), ...rows.map((row) => COLUMNS.map((column) => cell(row[column])).join(","))];
  return `\ufeff${lines.join("\r\n")}\r\n`;
}

/** Quoted; a name that a spreadsheet would take for a formula gets an apostrophe in front. */
function cell(value: string | number | null | undefined): string {
  const text = String(value ?? "");
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}
