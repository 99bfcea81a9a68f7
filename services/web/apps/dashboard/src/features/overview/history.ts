/** The cluster's past, as the chart and its table take it. */
import type { ClusterHistory } from "@hpc/api/cluster-wire.ts";

export const SERIES = ["cpus", "memory", "gpus"] as const;
export type SeriesName = (typeof SERIES)[number];

export interface Moment {
  /** Unix seconds, where the step begins. */
  t: number;
  /** Shares of what there was, 0 to 1; null where there was none. */
  cpus: number | null;
  memory: number | null;
  gpus: number | null;
  running: number;
  pending: number;
}

/** The figures by their names, whatever order they come in. */
export function momentsOf({ columns, points }: Pick<ClusterHistory, "columns" | "points">): Moment[] {
  const place = (name: string) => columns.indexOf(name);
  const at = (point: readonly number[], name: string) => point[place(name)] ?? 0;
  const share = (point: readonly number[], part: string, whole: string) => {
    const all = at(point, whole);
    return all > 0 ? Math.min(1, at(point, part) / all) : null;
  };
  return points.map((point) => ({
    t: at(point, "t"),
    cpus: share(point, "cpus_allocated", "cpus_total"),
    memory: share(point, "memory_allocated_bytes", "memory_total_bytes"),
    gpus: share(point, "gpus_allocated", "gpus_total"),
    running: at(point, "jobs_running"),
    pending: at(point, "jobs_pending"),
  }));
}

/** A line may not be drawn across what was not seen: a moment of nothing stands in each gap. */
export function withGaps(moments: readonly Moment[], stepSeconds: number): Moment[] {
  return moments.flatMap((moment, index) => {
    const before = moments[index - 1];
    if (before === undefined || moment.t - before.t <= 1.5 * stepSeconds) return [moment];
    return [{ ...before, t: before.t + stepSeconds, cpus: null, memory: null, gpus: null }, moment];
  });
}

/** At most so many moments, each the mean of those that it stands for; the newest first, as one reads a table. */
export function condensed(moments: readonly Moment[], most: number): Moment[] {
  const size = Math.max(1, Math.ceil(moments.length / most));
  const groups: Moment[] = [];
  for (let end = moments.length; end > 0; end -= size) groups.push(meanOf(moments.slice(Math.max(0, end - size), end)));
  return groups;
}

function meanOf(moments: readonly Moment[]): Moment {
  const mean = (values: readonly (number | null)[]) => {
    const known = values.filter((value) => value !== null);
    return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
  };
  const of = (name: keyof Moment) => mean(moments.map((moment) => moment[name]));
  return { t: moments[0]?.t ?? 0, cpus: of("cpus"), memory: of("memory"), gpus: of("gpus"), running: Math.round(of("running") ?? 0), pending: Math.round(of("pending") ?? 0) };
}
