/** What to do about a call that failed. */
import { backoffMs } from "@hpc/api/backoff.ts";
import { ApiProblem, SignedOut, Unreachable } from "@hpc/api/problem.ts";

export type WaitCause = "network" | "busy" | "rate-limit" | "server-error";

export type Verdict =
  | { do: "again"; afterMs: number; cause: WaitCause }
  | { do: "sign-in" }
  | { do: "give-up" };

/** A server that errs this often in a row is not going to recover by itself. */
const MOST_SERVER_ERRORS = 8;
/** Bytes damaged on their way are sent again; bytes damaged each time are somebody's fault. */
const MOST_DAMAGED = 3;

/** The server is well and asks for a moment: its memory is full of chunks, or another client sends the same one. */
const BUSY = ["busy", "chunk_taken_over", "elsewhere"];

/** `attempt` counts the failures of this call before this one. */
export function judge(error: unknown, attempt: number, random: () => number): Verdict {
  if (error instanceof SignedOut) return { do: "sign-in" };
  // A closed lid or a lost link is no reason to fail: it is tried until it is back.
  if (error instanceof Unreachable) return { do: "again", afterMs: backoffMs(attempt, random), cause: "network" };
  if (!(error instanceof ApiProblem)) return { do: "give-up" };

  const asked = error.retryAfterMs === undefined ? undefined : error.retryAfterMs + random() * 250;
  if (error.status === 429) {
    // Against too many unfinished uploads no waiting helps, whatever Retry-After says: the person must end some.
    if (error.code === "too_much_open") return { do: "give-up" };
    return { do: "again", afterMs: asked ?? backoffMs(attempt, random), cause: "rate-limit" };
  }
  if (error.status === 503 && asked !== undefined) {
    return { do: "again", afterMs: asked, cause: BUSY.includes(error.code) ? "busy" : "server-error" };
  }
  if (error.status === 507) return { do: "give-up" };
  if (error.status >= 500 || error.status === 408) {
    if (attempt >= MOST_SERVER_ERRORS) return { do: "give-up" };
    return { do: "again", afterMs: backoffMs(attempt, random), cause: "server-error" };
  }
  if (error.code === "chunk_checksum_mismatch" && attempt < MOST_DAMAGED) {
    return { do: "again", afterMs: backoffMs(attempt, random, 200), cause: "network" };
  }
  return { do: "give-up" };
}
