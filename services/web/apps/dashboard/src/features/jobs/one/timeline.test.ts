import type { JobRow } from "@hpc/api/cluster-wire.ts";
import { describe, expect, it } from "vitest";
import { timelineOf } from "./timeline.ts";

const NOW = Date.parse("2026-11-22T10:00:00Z");
const none = { eligible_at: null, start_at: null, expected_start_at: null, end_at: null, time_limit_at: null };
const line = (more: Partial<JobRow>) =>
  timelineOf({ ...none, submit_at: "2026-11-22T08:00:00Z", ...more } as JobRow, NOW).map(({ state, took }) => (took === null ? state : `${state} ${took}`));

describe("the timeline of a job", () => {
  it("waits for its turn, with the start that Slurm expects", () => {
    expect(line({ state: "PENDING", eligible_at: "2026-11-22T08:00:00Z", expected_start_at: "2026-11-22T11:00:00Z" })).toEqual(["done", "now 0", "expected", "open"]);
  });

  it("that may begin later only is not eligible yet", () => {
    expect(line({ state: "PENDING", eligible_at: "2026-11-23T08:00:00Z" })).toEqual(["now", "expected", "open", "open"]);
  });

  it("runs until its limit", () => {
    expect(line({ state: "RUNNING", eligible_at: "2026-11-22T08:00:00Z", start_at: "2026-11-22T09:00:00Z", time_limit_at: "2026-11-22T12:00:00Z" })).toEqual(["done", "done 0", "now 3600", "expected"]);
  });

  it("is over", () => {
    expect(line({ state: "FAILED", eligible_at: "2026-11-22T08:00:00Z", start_at: "2026-11-22T09:00:00Z", end_at: "2026-11-22T09:30:00Z" })).toEqual(["done", "done 0", "done 3600", "done 1800"]);
  });

  it("cancelled while it waited never began", () => {
    expect(line({ state: "CANCELLED", eligible_at: "2026-11-22T08:00:00Z", expected_start_at: "2026-11-22T11:00:00Z", end_at: "2026-11-22T08:10:00Z" })).toEqual(["done", "done 0", "never", "done 600"]);
  });
});
