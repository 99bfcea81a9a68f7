/** What a refused or failed call says, in one shape for all routes. */
import type { FieldProblem } from "./template-job-wire.ts";
import type { FileProblem } from "./templates-wire.ts";

interface ErrorBody {
  error?: string;
  code?: string;
  message?: string;
  retry_after?: number;
  reason?: string;
  risk_level?: string;
  recommendations?: string[];
  field?: string;
  unknown_outcome?: boolean;
  user_permissions?: string[];
  problems?: (FieldProblem | FileProblem)[];
}

/** An answer of the server that is not 2xx. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  readonly status: number;
  /** Stable snake_case code, or "" where the route gives none. */
  readonly code: string;
  readonly detail: string | undefined;
  readonly requestId: string | undefined;
  /** What `Retry-After` asked for. */
  readonly retryAfterMs: number | undefined;
  readonly reason: string | undefined;
  readonly recommendations: readonly string[];
  /** Which field of the body is not what it must be. */
  readonly field: string | undefined;
  /** All that is wrong with the fields that were sent, where the route tells that. */
  readonly problems: readonly FieldProblem[];
  /** All that is wrong with the template that was sent. */
  readonly fileProblems: readonly FileProblem[];
  /** Nobody knows: it may have been done all the same. */
  readonly unknownOutcome: boolean;

  constructor(status: number, body: ErrorBody, headers: Headers) {
    super(body.error ?? body.message ?? `HTTP ${status}`);
    this.status = status;
    this.code = body.code ?? "";
    this.detail = body.message;
    this.requestId = headers.get("X-Request-Id") ?? undefined;
    this.retryAfterMs = retryAfterMs(headers, body.retry_after);
    this.reason = body.reason;
    this.recommendations = body.recommendations ?? [];
    this.field = body.field;
    const problems = Array.isArray(body.problems) ? body.problems : [];
    this.problems = problems.filter((problem) => "field" in problem);
    this.fileProblems = problems.filter((problem) => "line" in problem);
    this.unknownOutcome = body.unknown_outcome === true;
  }
}

/** The request did not reach the server, or its answer did not reach us. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
}

/** The session is over and could not be renewed: sign in again. */
export class SignedOut extends Error {
  override readonly name = "SignedOut";
}

/** Reads a failed answer; a body that is not JSON (a proxy's page) leaves only the status. */
export async function problemFrom(response: Response): Promise<ApiProblem> {
  const text = await response.text().catch(() => "");
  return new ApiProblem(response.status, parseBody(text), response.headers);
}

function parseBody(text: string): ErrorBody {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}

function retryAfterMs(headers: Headers, fromBody: number | undefined): number | undefined {
  const header = headers.get("Retry-After");
  if (header !== null) {
    const seconds = Number(header);
    if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
    const date = Date.parse(header);
    if (!Number.isNaN(date)) return Math.max(0, date - Date.now());
  }
  return fromBody === undefined ? undefined : fromBody * 1000;
}
