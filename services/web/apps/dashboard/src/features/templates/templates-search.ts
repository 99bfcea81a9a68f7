/** The state of the templates' pages, as the URL holds it. What makes no sense is dropped, so that an old link still opens the page. */
import type { TemplateQuery } from "@hpc/api/templates-wire.ts";

export const SOURCES = ["official", "community", "private"] as const;
export type Source = (typeof SOURCES)[number];
const SHOWN = ["problems", "archived"] as const;
export type Shown = (typeof SHOWN)[number];

export interface TemplatesSearch {
  /** The catalogue when absent. */
  show?: Shown;
  category?: string;
  source?: Source;
  /** Comma list; one of them is enough. */
  tags?: string;
  q?: string;
}

export function parseTemplatesSearch(raw: Record<string, unknown>): TemplatesSearch {
  const show = SHOWN.find((each) => each === raw.show);
  if (show !== undefined) return { show };
  const search: TemplatesSearch = {};
  const category = textIn(raw.category);
  const source = SOURCES.find((each) => each === raw.source);
  const tags = [...new Set(wordsOf(textIn(raw.tags)))].join(",");
  const q = textIn(raw.q);
  if (category !== "") search.category = category;
  if (source !== undefined) search.source = source;
  if (tags !== "") search.tags = tags;
  if (q !== "") search.q = q;
  return search;
}

export function templateQueryOf({ category, source, tags, q }: TemplatesSearch): TemplateQuery {
  return { category, source, tags, q };
}

export function hasTemplateFilter({ category, source, tags, q }: TemplatesSearch): boolean {
  return [category, source, tags, q].some((each) => each !== undefined);
}

export function toggledTag(tags: string | undefined, tag: string): string {
  const all = wordsOf(tags);
  return (all.includes(tag) ? all.filter((each) => each !== tag) : [...all, tag]).join(",");
}

export function wordsOf(list: string | undefined): string[] {
  return (list ?? "").split(",").filter((each) => each !== "");
}

/** `?compare=0a1b…&with=…`: beginnings of digests; `with` absent is what the template says now. */
export interface TemplateSearch {
  compare?: string;
  with?: string;
}

const DIGEST = /^[0-9a-f]{8,64}$/;

export function parseTemplateSearch(raw: Record<string, unknown>): TemplateSearch {
  const compare = textIn(raw.compare);
  if (!DIGEST.test(compare)) return {};
  const other = textIn(raw.with);
  return DIGEST.test(other) ? { compare, with: other } : { compare };
}

/** So much of a digest tells versions of one template apart. */
export function shortDigest(digest: string): string {
  return digest.slice(0, 12);
}

/** `?from=<id>`: a duplicate of it; `?opened=file`: what was opened just now; `?line=12`: where to begin. */
export interface EditorSearch {
  from?: string;
  opened?: "file";
  line?: number;
}

export function parseEditorSearch(raw: Record<string, unknown>): EditorSearch {
  const from = textIn(raw.from);
  const line = Number(raw.line);
  return {
    ...(/^[\w.-]{1,100}$/.test(from) ? { from } : {}),
    ...(raw.opened === "file" ? { opened: "file" as const } : {}),
    ...(Number.isInteger(line) && line > 0 ? { line } : {}),
  };
}

function textIn(value: unknown): string {
  const text = typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
  return text.trim().slice(0, 200);
}
