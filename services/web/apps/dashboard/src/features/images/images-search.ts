/** The state of the images' page, as the URL holds it. */
import { IMAGE_KINDS, type ImageQuery } from "@hpc/api/images-wire.ts";

export interface ImagesSearch {
  q?: string;
  type?: string;
  partition?: string;
  node?: string;
  /** Comma-separated labels; one of them is enough. */
  tag?: string;
  /** What each node said when images were looked for. */
  scan?: "open";
}

/** What filters the list; a click on its chip takes it away. */
export const FILTERS = ["q", "type", "partition", "node", "tag"] as const;

/** Takes what is valid and drops the rest: an old or mistyped link still opens the page. */
export function parseImagesSearch(raw: Record<string, unknown>): ImagesSearch {
  const search: ImagesSearch = {};
  for (const name of ["q", "partition", "node"] as const) {
    const value = text(raw[name]);
    if (value !== "") search[name] = value;
  }
  const type = IMAGE_KINDS.find((kind) => kind === text(raw.type).toLowerCase());
  if (type !== undefined) search.type = type;
  const tag = [...new Set(words(raw.tag))].slice(0, MOST_TAGS).join(",");
  if (tag !== "") search.tag = tag;
  if (raw.scan === "open") search.scan = "open";
  return search;
}

const MOST_TAGS = 20;

export function imageQueryOf({ q, type, partition, node, tag }: ImagesSearch): ImageQuery {
  return Object.fromEntries(Object.entries({ q, type, partition, node, tag }).filter(([, value]) => value !== undefined));
}

export function hasImageFilter(search: ImagesSearch): boolean {
  return FILTERS.some((each) => search[each] !== undefined);
}

/** With this label if it was without, and the other way round. */
export function toggledTag(value: string | undefined, tag: string): string {
  const all = words(value);
  return (all.includes(tag) ? all.filter((each) => each !== tag) : [...all, tag]).join(",");
}

export function words(value: unknown): string[] {
  return text(value, 2000)
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
}

function text(value: unknown, most = 200): string {
  const plain = typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
  return plain.trim().slice(0, most);
}
