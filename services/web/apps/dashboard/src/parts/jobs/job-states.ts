/** Slurm's words for the state of a job, in groups. */
import type { JobRow } from "@hpc/api/cluster-wire.ts";

export const WAITING = ["PENDING", "REQUEUED", "REQUEUE_HOLD", "SPECIAL_EXIT", "RESV_DEL_HOLD"] as const;
export const ACTIVE = ["RUNNING", "CONFIGURING", "COMPLETING", "SUSPENDED", "STOPPED", "STAGE_OUT", "SIGNALING", "RESIZING"] as const;
export const ENDED = [
  "COMPLETED",
  "CANCELLED",
  "FAILED",
  "TIMEOUT",
  "OUT_OF_MEMORY",
  "NODE_FAIL",
  "PREEMPTED",
  "DEADLINE",
  "BOOT_FAIL",
  "REVOKED",
] as const;
export const STATES = [...WAITING, ...ACTIVE, ...ENDED] as const;
export type KnownState = (typeof STATES)[number];
export type StateGroup = "waiting" | "active" | "ended";

const GROUPS: Record<StateGroup, readonly string[]> = { waiting: WAITING, active: ACTIVE, ended: ENDED };

export function isKnownState(word: string): word is KnownState {
  return STATES.some((each) => each === word);
}

/** A word of a newer Slurm counts as active: it is neither known to wait nor to be over. */
export function groupOf(state: string): StateGroup {
  if (GROUPS.waiting.includes(state)) return "waiting";
  return GROUPS.ended.includes(state) ? "ended" : "active";
}

/** Whether a list of states, which may name groups, has this one. */
export function statesInclude(states: readonly string[], state: string): boolean {
  return states.some((each) => each === state || each === groupOf(state));
}

const HELD = ["JobHeldUser", "JobHeldAdmin", "JobHoldMaxRequeue"];

export function isHeld({ state, reason, priority }: Pick<JobRow, "state" | "reason" | "priority">): boolean {
  return groupOf(state) === "waiting" && (HELD.includes(reason) || (priority === 0 && state === "PENDING"));
}

/** Seconds that it has run so far, or ran; null before it starts. */
export function elapsedSeconds({ start_at, end_at }: Pick<JobRow, "start_at" | "end_at">, now: number): number | null {
  if (start_at === null) return null;
  const end = end_at === null ? now : Date.parse(end_at);
  return Math.max(0, Math.round((end - Date.parse(start_at)) / 1000));
}
