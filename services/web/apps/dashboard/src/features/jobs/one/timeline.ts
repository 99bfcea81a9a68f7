/** The life of a job as four steps, each done, now, expected or never. */
import type { JobRow } from "@hpc/api/cluster-wire.ts";
import { groupOf } from "../../../parts/jobs/job-states.ts";

export interface Step {
  name: "submitted" | "eligible" | "started" | "ended";
  at: string | null;
  state: "done" | "now" | "expected" | "open" | "never";
  /** Seconds since the step before that happened. */
  took: number | null;
}

export function timelineOf(job: JobRow, now: number): Step[] {
  const group = groupOf(job.state);
  const eligible = passed(job.eligible_at, now);
  const started = job.start_at;
  const ended = group === "ended" ? job.end_at : null;
  const steps: Step[] = [
    { name: "submitted", at: job.submit_at, state: "done", took: null },
    { name: "eligible", at: job.eligible_at, state: eligible ? "done" : "open", took: null },
    { name: "started", at: started ?? job.expected_start_at, state: started === null ? "open" : "done", took: null },
    { name: "ended", at: ended ?? job.time_limit_at, state: ended === null ? "open" : "done", took: null },
  ];
  const last = steps.findLastIndex(({ state }) => state === "done");
  return steps.map((step, index) => {
    if (step.state !== "done") {
      // Cancelled before it began.
      const state = group === "ended" ? "never" : step.at === null ? "open" : "expected";
      return { ...step, state, at: state === "never" ? null : step.at };
    }
    const before = steps.slice(0, index).findLast(({ state }) => state === "done");
    const took = before?.at == null || step.at === null ? null : Math.max(0, (Date.parse(step.at) - Date.parse(before.at)) / 1000);
    return { ...step, took, state: index === last && group !== "ended" ? "now" : "done" };
  });
}

function passed(time: string | null, now: number): boolean {
  return time !== null && Date.parse(time) <= now;
}
