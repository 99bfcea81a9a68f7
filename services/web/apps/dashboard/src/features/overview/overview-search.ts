/** The state of the overview, as the URL holds it. */
import type { HistoryRange } from "@hpc/api/cluster-wire.ts";

export const RANGES: readonly HistoryRange[] = ["1h", "24h", "7d", "1y"];

export interface OverviewSearch {
  range?: HistoryRange;
  /** The figures of the chart as a table. */
  view?: "table";
}

export function parseOverviewSearch(raw: Record<string, unknown>): OverviewSearch {
  const range = RANGES.find((each) => each === raw.range);
  return { ...(range !== undefined && range !== "1h" && { range }), ...(raw.view === "table" && { view: "table" as const }) };
}
