/** What can be done to jobs. The server decides; here is what is worth offering. */
import type { JobAction, JobRow } from "@hpc/api/cluster-wire.ts";
import type { User } from "@hpc/api/wire.ts";
import { elapsedSeconds, groupOf, isHeld } from "../../parts/jobs/job-states.ts";

/** Offered for rows of a list; suspending is for a job's own page. */
export const LIST_ACTIONS = ["cancel", "hold", "release", "requeue"] as const satisfies readonly JobAction[];
export type ListAction = (typeof LIST_ACTIONS)[number];

/** Those that are asked about once, because something is lost. */
export function loses(action: JobAction): action is "cancel" | "requeue" {
  return action === "cancel" || action === "requeue";
}

export function mayDo(action: ListAction, row: JobRow, { username, permissions }: Pick<User, "username" | "permissions">): boolean {
  if (row.user !== username && !permissions.includes("admin")) return false;
  const group = groupOf(row.state);
  switch (action) {
    case "cancel":
      return group !== "ended";
    case "hold":
      return group === "waiting" && !isHeld(row);
    case "release":
      return isHeld(row);
    case "requeue":
      return row.state === "RUNNING" || row.state === "SUSPENDED";
  }
}

export interface Loss {
  running: number;
  waiting: number;
  /** Time that the running ones have used, in CPU seconds. */
  cpuSeconds: number;
}

/** What is gone when these are ended. */
export function lossOf(rows: readonly JobRow[], now: number): Loss {
  const running = rows.filter(({ state }) => groupOf(state) === "active");
  const waiting = rows.filter(({ state }) => groupOf(state) === "waiting").reduce((sum, { task_count }) => sum + task_count, 0);
  const cpuSeconds = running.reduce((sum, row) => sum + (elapsedSeconds(row, now) ?? 0) * row.cpus, 0);
  return { running: running.length, waiting, cpuSeconds };
}
