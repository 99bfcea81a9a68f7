import { ApiProblem, SignedOut, Unreachable } from "@hpc/api/problem.ts";
import { describe, expect, it } from "vitest";
import { judge } from "./retry.ts";

const half = () => 0.5;
const answer = (status: number, code = "", headers: Record<string, string> = {}) => new ApiProblem(status, { code, error: code }, new Headers(headers));

describe("after a failure", () => {
  it("a lost connection is tried again without end, ever more slowly up to 30 s, with jitter", () => {
    const waits = [0, 1, 2, 3, 4, 5, 50].map((attempt) => {
      const verdict = judge(new Unreachable(), attempt, half);
      return verdict.do === "again" ? verdict.afterMs : -1;
    });
    expect(waits).toEqual([750, 1500, 3000, 6000, 12_000, 22_500, 22_500]);
    expect(judge(new Unreachable(), 0, () => 0)).toMatchObject({ afterMs: 500 });
    expect(judge(new Unreachable(), 0, () => 1)).toMatchObject({ afterMs: 1000 });
  });

  it("Retry-After is obeyed on 429 and on 503", () => {
    expect(judge(answer(429, "rate_limited", { "Retry-After": "7" }), 0, () => 0)).toEqual({ do: "again", afterMs: 7000, cause: "rate-limit" });
    for (const code of ["busy", "chunk_taken_over"]) {
      expect(judge(answer(503, code, { "Retry-After": "2" }), 99, () => 0)).toEqual({ do: "again", afterMs: 2000, cause: "busy" });
    }
    expect(judge(answer(503, "read_only", { "Retry-After": "30" }), 99, () => 0)).toEqual({ do: "again", afterMs: 30_000, cause: "server-error" });
  });

  it("a 429 that no waiting cures is final", () => {
    expect(judge(answer(429, "too_much_open", { "Retry-After": "60" }), 0, half)).toEqual({ do: "give-up" });
  });

  it("server errors are tried again eight times", () => {
    expect(judge(answer(500), 7, half)).toMatchObject({ do: "again", cause: "server-error" });
    expect(judge(answer(502), 8, half)).toEqual({ do: "give-up" });
  });

  it("other refusals are final", () => {
    for (const status of [400, 403, 404, 409, 413, 507]) expect(judge(answer(status), 0, half)).toEqual({ do: "give-up" });
  });

  it("a chunk damaged on its way is sent again, three times", () => {
    expect(judge(answer(400, "chunk_checksum_mismatch"), 2, half)).toMatchObject({ do: "again" });
    expect(judge(answer(400, "chunk_checksum_mismatch"), 3, half)).toEqual({ do: "give-up" });
    expect(judge(answer(400, "checksum_mismatch"), 0, half)).toEqual({ do: "give-up" });
  });

  it("an ended session leads to sign-in", () => {
    expect(judge(new SignedOut(), 0, half)).toEqual({ do: "sign-in" });
  });
});
