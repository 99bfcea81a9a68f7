/** The state of the nodes' page, as the URL holds it. */
import type { NodeQuery, NodeRow } from "@hpc/api/nodes-wire.ts";
import { SUMMARIES } from "../../parts/nodes/node-states.ts";

export const NODE_SORTS = ["name", "state", "cpus", "memory", "gpus", "load", "boot"] as const;
export type NodeSort = (typeof NODE_SORTS)[number] | `-${(typeof NODE_SORTS)[number]}`;
/** All nodes at a glance, or a table of them. */
export type View = "map" | "table";

const STATES: readonly string[] = [...SUMMARIES, "attention"];

export interface NodesSearch {
  view?: "table";
  /** Comma-separated summaries; `attention` for what an operator should look at (table only). */
  state?: string;
  partition?: string;
  feature?: string;
  q?: string;
  sort?: NodeSort;
}

/** Takes what is valid and drops the rest: an old or mistyped link still opens the page. */
export function parseNodesSearch(raw: Record<string, unknown>): NodesSearch {
  const search: NodesSearch = {};
  const feature = text(raw.feature);
  const state = words(raw.state?.toString().toLowerCase()).filter((each) => STATES.includes(each));
  // What only the table can show opens the table.
  const table = raw.view === "table" || feature !== "" || state.includes("attention");
  if (table) search.view = "table";
  if (state.length > 0) search.state = STATES.filter((each) => state.includes(each)).join(",");
  const partition = text(raw.partition);
  if (partition !== "") search.partition = partition;
  if (feature !== "") search.feature = feature;
  const q = text(raw.q);
  if (q !== "") search.q = q;
  if (!table) return search;
  const sort = NODE_SORTS.flatMap((each): NodeSort[] => [each, `-${each}`]).find((each) => each === raw.sort);
  if (sort !== undefined && sort !== "name") search.sort = sort;
  return search;
}

export function nodeQueryOf({ state, partition, feature, q, sort = "name" }: NodesSearch): NodeQuery {
  const set = Object.entries({ state, partition, feature, q }).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(set), sort };
}

export function hasNodeFilter({ state, partition, feature, q }: Partial<Record<keyof NodesSearch, string | undefined>>): boolean {
  return [state, partition, feature, q].some((each) => each !== undefined);
}

export function toggledState(value: string | undefined, state: string): string {
  const all = words(value);
  return (all.includes(state) ? all.filter((each) => each !== state) : [...all, state]).join(",");
}

export function words(value: unknown): string[] {
  return text(value).split(",").filter((each) => each !== "");
}

/** Whether a node that is not shown might be of this list; in doubt, yes. */
export function mayBelong(search: NodesSearch, row: NodeRow): boolean {
  const states = words(search.state);
  if (states.length > 0 && !states.includes("attention") && !states.includes(row.summary)) return false;
  if (search.partition !== undefined && !words(search.partition).some((each) => row.partitions.includes(each))) return false;
  return search.feature === undefined || words(search.feature).some((each) => row.features.includes(each));
}

const SORTED: Record<(typeof NODE_SORTS)[number], keyof NodeRow> = {
  name: "name",
  state: "summary",
  cpus: "cpus",
  memory: "memory_bytes",
  gpus: "gpus",
  load: "load",
  boot: "boot_at",
};

/** Whether a change may put a node elsewhere in this list, or out of it. */
export function mayMove(search: NodesSearch, before: NodeRow, now: NodeRow): boolean {
  const field = SORTED[(search.sort ?? "name").replace("-", "") as (typeof NODE_SORTS)[number]];
  // A load changes all the time: rows that walk for it cannot be read. They are put in order by the next fetch.
  if (field !== "load" && before[field] !== now[field]) return true;
  return search.state !== undefined && before.summary !== now.summary;
}

function text(value: unknown): string {
  const plain = typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
  return plain.trim().slice(0, 200);
}
