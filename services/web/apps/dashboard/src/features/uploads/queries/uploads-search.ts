/** The state of the uploads page, as the URL holds it. */
import type { UploadQuery, UploadStatus } from "@hpc/api/wire.ts";

export const STATUSES: readonly UploadStatus[] = ["initialized", "uploading", "completed", "failed", "cancelled"];
export const KINDS = ["mesh", "model", "data", "config", "script", "code", "result", "document"] as const;
export type Kind = (typeof KINDS)[number];

export const SORTS = ["-created_at", "created_at", "filename", "-filename", "file_size", "-file_size"] as const;
export type Sort = (typeof SORTS)[number];

export const PAGE_SIZES = [50, 100, 200] as const;
export const DEFAULT_PAGE_SIZE = 50;

export interface UploadsSearch {
  /** Comma-separated. */
  status?: string;
  type?: string;
  q?: string;
  sort?: Sort;
  limit?: number;
  cursor?: string;
  /** Counts from 1; only shown. The cursor says where the page begins. */
  page?: number;
  /** The upload whose details are open. */
  show?: string | undefined;
}

/** Takes what is valid and drops the rest: an old or mistyped link still opens the page. */
export function parseUploadsSearch(raw: Record<string, unknown>): UploadsSearch {
  const search: UploadsSearch = {};
  const status = listed(raw.status, STATUSES);
  const type = listed(raw.type, KINDS);
  const q = text(raw.q).slice(0, 200);
  const sort = SORTS.find((each) => each === raw.sort);
  const limit = PAGE_SIZES.find((each) => each === Number(raw.limit));
  const cursor = text(raw.cursor);
  const page = Number(raw.page);
  if (status !== "") search.status = status;
  if (type !== "") search.type = type;
  if (q !== "") search.q = q;
  if (sort !== undefined && sort !== SORTS[0]) search.sort = sort;
  if (limit !== undefined && limit !== DEFAULT_PAGE_SIZE) search.limit = limit;
  if (cursor !== "") search.cursor = cursor;
  if (cursor !== "" && Number.isInteger(page) && page > 1) search.page = page;
  const show = /^[0-9a-f]{16,36}$/.exec(text(raw.show))?.[0];
  if (show !== undefined) search.show = show;
  return search;
}

/** What is asked of the server. */
export function queryOf(search: UploadsSearch): UploadQuery {
  const { status, type, q, cursor } = search;
  return { status, type, q, cursor, sort: search.sort ?? SORTS[0], limit: search.limit ?? DEFAULT_PAGE_SIZE };
}

export function hasFilter({ status, type, q }: UploadsSearch): boolean {
  return status !== undefined || type !== undefined || q !== undefined;
}

/** A filter changed: what remains of the state begins on the first page. */
export function refiltered(search: UploadsSearch, change: Partial<UploadsSearch>): UploadsSearch {
  return parseUploadsSearch({ ...search, cursor: undefined, page: undefined, ...change });
}

export function listOf(value: string | undefined): string[] {
  return value === undefined ? [] : value.split(",").filter(Boolean);
}

export function toggled(value: string | undefined, item: string): string {
  const items = listOf(value);
  return (items.includes(item) ? items.filter((each) => each !== item) : [...items, item]).join(",");
}

function listed(value: unknown, known: readonly string[]): string {
  return known.filter((each) => listOf(text(value)).includes(each)).join(",");
}

function text(value: unknown): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}
