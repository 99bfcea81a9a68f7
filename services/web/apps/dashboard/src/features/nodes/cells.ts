/** The map of nodes as the server tells it: two characters a node. */
import type { NodeCounts, NodeGroup, NodeMap, NodeRow, NodeSummary } from "@hpc/api/nodes-wire.ts";
import { expandHosts } from "../../parts/nodes/hosts.ts";

const LETTERS: Record<string, NodeSummary> = {
  i: "idle",
  m: "mixed",
  a: "allocated",
  g: "draining",
  d: "drained",
  x: "down",
  u: "unknown",
};

export interface Cell {
  summary: NodeSummary;
  /** Of its CPUs, allocated: 0 to 1. */
  share: number;
}

const UNKNOWN: Cell = { summary: "unknown", share: 0 };

/** How many cells there are; the last of a text that was cut short is left out. */
export function cellCount(cells: string): number {
  return cells.length >> 1;
}

export function cellAt(cells: string, index: number): Cell {
  const summary = LETTERS[cells[2 * index] ?? ""];
  const tenths = cells[2 * index + 1] ?? "0";
  if (summary === undefined) return UNKNOWN;
  return { summary, share: tenths === "A" ? 1 : Number(tenths) / 10 || 0 };
}

export function cellOf({ summary, cpus, cpus_allocated }: Pick<NodeRow, "summary" | "cpus" | "cpus_allocated">): string {
  const letter = Object.keys(LETTERS).find((each) => LETTERS[each] === summary) ?? "u";
  // All is told apart from nearly all, and a little from nothing.
  if (cpus_allocated >= cpus && cpus > 0) return `${letter}A`;
  const tenths = cpus > 0 ? Math.floor((10 * cpus_allocated) / cpus) : 0;
  return letter + String(cpus_allocated > 0 ? Math.max(1, tenths) : tenths);
}

const opened = new Map<string, { names: string[]; places: Map<string, number> }>();

/** The names of a group's nodes, and where each stands. Opening the short form of thousands is done once. */
export function namesOf({ hosts }: Pick<NodeGroup, "hosts">): { names: readonly string[]; places: ReadonlyMap<string, number> } {
  const known = opened.get(hosts);
  if (known !== undefined) return known;
  const names = expandHosts(hosts);
  const made = { names, places: new Map(names.map((name, index) => [name, index])) };
  if (opened.size > 200) opened.clear();
  opened.set(hosts, made);
  return made;
}

/** CPUs of a group that are allocated, as nearly as tenths tell. */
export function shareOf(cells: string): number {
  const count = cellCount(cells);
  let sum = 0;
  for (let index = 0; index < count; index += 1) sum += cellAt(cells, index).share;
  return count === 0 ? 0 : sum / count;
}

/** The map with rows as they are now; the same map when none of them is on it. */
export function withRows(map: NodeMap, rows: readonly NodeRow[]): NodeMap {
  const groups = map.groups.map((group) => {
    const { places } = namesOf(group);
    const here = rows.filter(({ name }) => places.has(name));
    if (here.length === 0) return group;
    let { cells } = group;
    for (const row of here) {
      const at = 2 * (places.get(row.name) ?? 0);
      cells = cells.slice(0, at) + cellOf(row) + cells.slice(at + 2);
    }
    return { ...group, cells, counts: countsOf(cells) };
  });
  return groups.every((group, index) => group === map.groups[index]) ? map : { ...map, groups };
}

export function countsOf(cells: string): NodeCounts {
  const counts: NodeCounts = {};
  for (let index = 0; index < cellCount(cells); index += 1) {
    const { summary } = cellAt(cells, index);
    counts[summary] = (counts[summary] ?? 0) + 1;
  }
  return counts;
}
