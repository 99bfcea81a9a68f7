import type { JobRow } from "@hpc/api/cluster-wire.ts";
import { describe, expect, it } from "vitest";
import { countsAll, jobQueryOf, mayBelong, mayMove, parseJobsSearch, switched, toggledWord } from "./jobs-search.ts";

const row = (more: Partial<JobRow> = {}) =>
  ({ job_id: 7, state: "PENDING", user: "kim", account: "aero", partition: "gpu", qos: "normal", array_job_id: null, submit_at: "2026-11-22T00:00:00Z", node_list: "", ...more }) as JobRow;

describe("the address of a list of jobs", () => {
  it("opens what it names and drops what it cannot be", () => {
    const search = parseJobsSearch({ state: "PENDING,RUNNING,NONSENSE", user: "me", partition: "gpu", sort: "-cpus", q: "mesh", page: "3", node: 17 });
    expect(search).toEqual({ state: "PENDING,RUNNING", user: "me", partition: "gpu", sort: "-cpus", q: "mesh", node: "17" });
    expect(parseJobsSearch({ sort: "-submit", in: "queue", since: "yesterday" })).toEqual({});
  });

  it("asks for the newest first, and for ended jobs by their end within a period", () => {
    const now = Date.parse("2026-11-22T00:00:00Z");
    expect(jobQueryOf({}, now)).toMatchObject({ sort: "-submit" });
    expect(jobQueryOf({ in: "finished", period: "24h" }, now)).toMatchObject({ in: "finished", sort: "-end", since: "2026-11-21T00:00:00.000Z" });
  });

  it("keeps whose jobs they are when one looks at ended ones, and forgets what only the queue has", () => {
    expect(switched({ user: "me", state: "waiting", sort: "-priority" }, "finished")).toEqual({ user: "me", in: "finished", period: "7d" });
    expect(switched({ user: "me", in: "finished", period: "7d", state: "FAILED" }, undefined)).toEqual({ user: "me" });
  });

  it("has counts of all jobs only without a filter beside the state", () => {
    expect(countsAll({ state: "waiting" })).toBe(true);
    expect(countsAll({ user: "me" })).toBe(false);
  });

  it("takes words in and out", () => {
    expect(toggledWord(undefined, "active")).toBe("active");
    expect(toggledWord("active,FAILED", "active")).toBe("FAILED");
  });
});

describe("a job that an event tells of", () => {
  it("may belong to a list unless the list says otherwise", () => {
    expect(mayBelong({}, "kim", row())).toBe(true);
    expect(mayBelong({ user: "me" }, "kim", row())).toBe(true);
    expect(mayBelong({ user: "me" }, "lee", row())).toBe(false);
    expect(mayBelong({ state: "waiting" }, "kim", row())).toBe(true);
    expect(mayBelong({ state: "active" }, "kim", row())).toBe(false);
    expect(mayBelong({ partition: "cpu,long" }, "kim", row({ partition: "gpu,long" }))).toBe(true);
    expect(mayBelong({ partition: "cpu" }, "kim", row())).toBe(false);
    expect(mayBelong({ q: "anything" }, "kim", row())).toBe(true);
    expect(mayBelong({ in: "finished" }, "kim", row())).toBe(false);
    expect(mayBelong({ in: "finished" }, "kim", row({ state: "FAILED" }))).toBe(true);
  });

  it("moves when what the list is sorted or filtered by has changed", () => {
    const running = row({ state: "RUNNING", priority: 2 });
    expect(mayMove({}, row({ priority: 1 }), running)).toBe(false);
    expect(mayMove({ state: "waiting" }, row(), running)).toBe(true);
    expect(mayMove({ sort: "-priority" }, row({ priority: 1 }), running)).toBe(true);
    expect(mayMove({ node: "cn001" }, row(), { ...row(), node_list: "cn001" })).toBe(true);
  });
});
