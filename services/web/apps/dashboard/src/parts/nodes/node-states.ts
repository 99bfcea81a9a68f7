/** What people tell nodes apart by. */
import type { NodeCounts, NodeSummary } from "@hpc/api/nodes-wire.ts";

/** In the order in which they are listed: what works, then what somebody has to look at. */
export const SUMMARIES: readonly NodeSummary[] = ["idle", "mixed", "allocated", "draining", "drained", "down", "unknown", "future"];

export type Tone = "ok" | "busy" | "wait" | "bad" | "idle";

export const TONES: Record<NodeSummary, Tone> = {
  idle: "ok",
  mixed: "busy",
  allocated: "busy",
  draining: "wait",
  drained: "wait",
  down: "bad",
  unknown: "idle",
  future: "idle",
};

/** Summaries that there are, with their number, in that order. */
export function told(counts: NodeCounts): [NodeSummary, number][] {
  return SUMMARIES.flatMap((summary): [NodeSummary, number][] => {
    const count = counts[summary] ?? 0;
    return count > 0 ? [[summary, count]] : [];
  });
}

export function summed(all: readonly NodeCounts[]): NodeCounts {
  const sum: NodeCounts = {};
  for (const counts of all) {
    for (const [summary, count] of Object.entries(counts)) sum[summary] = (sum[summary] ?? 0) + count;
  }
  return sum;
}
