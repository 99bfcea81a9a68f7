/** What came of asking for a job. */
import { ApiProblem, SignedOut } from "@hpc/api/problem.ts";

/** Answers of 5xx after which there is certainly no job. */
const NOTHING_DONE = ["busy", "slurm_unavailable", "slurm_not_configured", "database_unavailable"];

/** Whether it is certain that the attempt made no job, so that the next one may be another. */
export function isDecided(error: unknown): boolean {
  if (error instanceof SignedOut) return true;
  if (!(error instanceof ApiProblem) || error.unknownOutcome || error.code === "idempotency_key_busy") return false;
  return error.status < 500 || NOTHING_DONE.includes(error.code);
}
