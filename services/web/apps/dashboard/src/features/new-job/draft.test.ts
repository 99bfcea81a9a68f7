import type { JobView } from "@hpc/api/cluster-wire.ts";
import { createPortalApi } from "@hpc/api/portal-api.ts";
import { ApiProblem, SignedOut, Unreachable } from "@hpc/api/problem.ts";
import { mockJob } from "@hpc/mock-api/jobs.ts";
import { MockPortal } from "@hpc/mock-api/mock-portal.ts";
import { describe, expect, it } from "vitest";
import { bodyOf, fieldsOf, isDraft, refusedField, starter, wrongIn } from "./draft.ts";
import { isDecided } from "./attempt.ts";
import { parseNewJobSearch } from "./new-job-search.ts";

const fields = starter("here");
const problem = (status: number, body: object) => new ApiProblem(status, body, new Headers());

describe("what is written", () => {
  it("becomes what the server wants; what is empty is left to the cluster", () => {
    expect(wrongIn(fields).size).toBe(0);
    expect(bodyOf({ ...fields, script: "#!/bin/sh\r\ntrue\r\n", memory: "0.5", gpus: "a100:2", hours: "1", minutes: "30", workDir: " /scratch/kim " })).toEqual({
      script: "#!/bin/sh\ntrue\n",
      name: "my-job",
      nodes: 1,
      tasks: 1,
      cpus_per_task: 1,
      memory_per_node_bytes: 512 * 1024 ** 2,
      gres: "gpu:a100:2",
      time_limit_seconds: 5400,
      work_dir: "/scratch/kim",
    });
    const none = { ...fields, name: " ", nodes: "", tasks: "", cpus: "", gpus: "0", hours: "", minutes: "" };
    expect(wrongIn(none).size).toBe(0);
    expect(Object.keys(bodyOf(none))).toEqual(["script"]);
  });

  it("is looked at before it is sent", () => {
    const wrong = { ...fields, script: "sleep 1", nodes: "0", tasks: "1.5", cpus: "many", memory: "-1", gpus: "two", hours: "0", minutes: "0", workDir: "runs/1" };
    expect([...wrongIn(wrong)].sort()).toEqual(["cpus", "gpus", "memory", "minutes", "nodes", "script", "tasks", "workDir"]);
  });

  it("is what the server says no to, field by field", () => {
    expect(refusedField(problem(400, { code: "bad_field", field: "memory_per_node_bytes" }))).toBe("memory");
    expect(refusedField(problem(400, { code: "bad_field", field: "stdin" }))).toBeUndefined();
    expect(refusedField(problem(409, { code: "slurm_refused", field: "name" }))).toBeUndefined();
  });
});

describe("an attempt", () => {
  it("is repeated with its key until it is certain what came of it", () => {
    for (const error of [new SignedOut(), problem(409, { code: "slurm_refused" }), problem(400, {}), problem(503, { code: "slurm_unavailable" }), problem(429, {})]) {
      expect(isDecided(error), String(error)).toBe(true);
    }
    const open = [
      new Unreachable(),
      problem(504, { code: "slurm_timed_out", unknown_outcome: true }),
      problem(503, { code: "slurm_unavailable", unknown_outcome: true }),
      problem(503, { code: "submission_unsettled" }),
      problem(409, { code: "idempotency_key_busy" }),
      problem(503, { code: "service_unavailable" }),
      problem(502, {}),
    ];
    for (const error of open) expect(isDecided(error), String(error)).toBe(false);
  });

  it("that is repeated makes one job", async () => {
    const portal = new MockPortal();
    portal.jobs.seed(3);
    const api = createPortalApi(portal.browser(), "http://portal.test");
    await api.session.signIn("kim", "kim");
    const [one, again, other] = [await api.cluster.submit(bodyOf(fields), "k1"), await api.cluster.submit(bodyOf(fields), "k1"), await api.cluster.submit(bodyOf(fields), "k2")];
    expect([again.id, again.replayed, other.replayed]).toEqual([one.id, true, false]);
    expect(other.id).not.toBe(one.id);
  });
});

it("a job that was is written anew from what Slurm tells", () => {
  const job = { ...mockJob(7, 0), name: "wing", nodes: 2, cpus: 16, gpus: 4, time_limit_seconds: 5400 };
  const detail = { fields: [["NumTasks", "4"], ["CPUs/Task", "N/A"]] };
  const view = { job, work_dir: "/scratch/kim", command: "/scratch/kim/run.sh --fast", tres: { cpus: 16, memory_bytes: 3 * 1024 ** 3, gpus: 4, others: "gres/gpu:a100=4,license/x=1" }, detail } as unknown as JobView;
  const again = fieldsOf(view, fields);
  expect(again).toMatchObject({ name: "wing", nodes: "2", tasks: "4", cpus: "4", memory: "1.5", gpus: "a100:2", hours: "1", minutes: "30", workDir: "/scratch/kim" });
  expect(again.script).toBe("#!/bin/bash\n\nbash /scratch/kim/run.sh --fast\n");
  const asked = { ...view, tres: { ...view.tres, others: "" }, detail: { ...view.detail, tres_per_node: "gres:gpu:h100:2" } } as JobView;
  expect(fieldsOf(asked, fields).gpus).toBe("h100:2");
  expect(fieldsOf({ ...view, command: "(null)" }, fields).script).toBe(fields.script);
});

it("only what is a draft is read back", () => {
  expect(isDraft({ fields, pending: null })).toBe(true);
  expect(isDraft({ fields, pending: { key: "k", body: {} } })).toBe(true);
  for (const other of [null, {}, { fields }, { fields: { ...fields, nodes: 1 }, pending: null }, { fields, pending: { key: 1 } }]) expect(isDraft(other)).toBe(false);
  expect(parseNewJobSearch({ from: "12_[3-9%2]" })).toEqual({ from: "12_[3-9%2]" });
  expect(parseNewJobSearch({ from: 12 })).toEqual({ from: "12" });
  expect(parseNewJobSearch({ from: "../admin" })).toEqual({});
});
