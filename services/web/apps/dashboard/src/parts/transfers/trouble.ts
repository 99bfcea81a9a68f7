/** Turns what went wrong into what the person is told. */
import { ApiProblem } from "@hpc/api/problem.ts";
import { FileUnreadable } from "./checksum.ts";
import { EndedElsewhere, RefusedAsUnsafe } from "./send-file.ts";
import type { TransferState } from "./transfer.ts";

export function stateAfter(error: unknown): TransferState {
  if (error instanceof RefusedAsUnsafe) {
    const { message: reason, recommendations } = error;
    return { name: "refused", refusal: { why: "unsafe", reason, recommendations } };
  }
  if (error instanceof EndedElsewhere && error.status === "cancelled") return { name: "cancelled" };
  if (error instanceof ApiProblem && error.code === "security_rejected") {
    return {
      name: "refused",
      refusal: { why: "unsafe", reason: error.reason ?? error.message, recommendations: error.recommendations },
    };
  }
  return failed(error);
}

export function failed(error: unknown, code?: string): TransferState {
  const problem = error instanceof ApiProblem ? error : undefined;
  const trouble = {
    code: code ?? codeOf(error),
    message: error instanceof Error ? error.message : String(error),
    requestId: problem?.requestId,
    recommendations: problem?.recommendations ?? [],
  };
  return { name: "failed", trouble };
}

function codeOf(error: unknown): string {
  if (error instanceof FileUnreadable) return "file_unreadable";
  if (error instanceof EndedElsewhere) return "ended_elsewhere";
  if (!(error instanceof ApiProblem)) return "unexpected";
  return error.code === "" ? `http_${error.status}` : error.code;
}
