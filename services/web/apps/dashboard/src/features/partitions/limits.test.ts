import type { AccountMember, ClusterAccount, PartitionRow, QosRow } from "@hpc/api/nodes-wire.ts";
import { describe, expect, it } from "vitest";
import { durationOf, memberLimits, parted, partitionLimits, qosLimits } from "./limits.ts";
import { listOf, named, parsePartitionsSearch, toggled } from "./partitions-search.ts";

const partition: PartitionRow = {
  name: "gpu",
  state: "UP",
  default: false,
  node_list: "gpu[01-08]",
  nodes: 8,
  cpus: 512,
  max_time_seconds: 172_800,
  default_time_seconds: null,
  min_nodes: 1,
  max_nodes: null,
  max_cpus_per_node: null,
  max_memory_per_node_bytes: null,
  max_memory_per_cpu_bytes: null,
  default_memory_per_cpu_bytes: 4 * 1024 ** 3,
  default_memory_per_node_bytes: null,
  allow_accounts: ["aero"],
  allow_groups: [],
  allow_qos: [],
  deny_accounts: [],
  deny_qos: [],
  qos: "N/A",
  priority_tier: 10,
  priority_job_factor: 1,
  over_subscribe: "NO",
  preempt_mode: "OFF",
  root_only: false,
  reservation_required: true,
  usage: { nodes: {}, cpus: 512, cpus_allocated: 0, memory_bytes: 0, memory_allocated_bytes: 0, gpus: 32, gpus_allocated: 0, jobs_running: 0, jobs_pending: 0 },
};
const account = { name: "aero", parent: "root", shares: 10, group_tres: "cpu=512", max_tres_per_job: "", max_jobs: 20, max_wall_seconds: 3600, qos: ["normal"], members: [] } as unknown as ClusterAccount;
const member = { user: "kim", partition: "", default: true, shares: 1, qos: [], default_qos: "normal", max_jobs: 5, max_tres_per_job: "gres/gpu=2", max_wall_seconds: null } as AccountMember;

const keysOf = (limits: { key: string }[]) => limits.map(({ key }) => key.split(".").slice(1).join("."));

describe("limits", () => {
  it("that a partition sets are told apart from those that it does not", () => {
    const { set, unlimited } = parted(partitionLimits(partition));
    expect(set[0]).toEqual({ key: "partition.max_time_seconds", value: { as: "seconds", value: 172_800 } });
    expect(keysOf(set)).toContain("reservation_required");
    expect(keysOf(set)).not.toContain("qos");
    expect(unlimited).toContain("partition.max_nodes");
    // Nobody wants to hear what defaults there are not.
    expect(unlimited).not.toContain("partition.default_time_seconds");
  });

  it("of a QOS name their flags one by one", () => {
    const row = { max_wall_seconds: null, preempt: [], preempt_mode: "cluster", usage_factor: 1, min_tres_per_job: "", group_tres: "", flags: ["DenyOnLimit", "Odd=3"] } as unknown as QosRow;
    const { set } = parted(qosLimits({ ...row, priority: 5, max_tres_per_user: "cpu=8" }));
    expect(set.at(-2)).toEqual({ key: "qos.flag.DenyOnLimit", value: { as: "yes" } });
    expect(set.at(-1)).toEqual({ key: "qos.flag.Odd", value: { as: "word", value: "3" } });
  });

  it("of a member go before the account's", () => {
    const limits = Object.fromEntries(memberLimits(account, member).map(({ key, value }) => [key, value]));
    expect(limits["account.max_jobs"]).toEqual({ as: "count", value: 5 });
    expect(limits["account.max_wall_seconds"]).toEqual({ as: "seconds", value: 3600 });
    expect(limits["account.max_tres_per_job"]).toEqual({ as: "tres", value: "gres/gpu=2" });
    expect(limits["account.qos"]).toEqual({ as: "names", value: ["normal"] });
  });

  it.each([
    [172_800, "2 days"],
    [129_600, "1 days 12 hours"],
    [1800, "30 minutes"],
    [0, "0 minutes"],
  ])("of %i seconds are %s", (seconds, text) => {
    expect(durationOf(seconds).map(({ unit, count }) => `${count} ${unit}`).join(" ")).toBe(text);
  });
});

describe("the address of the page", () => {
  it("opens what it names and drops what it cannot be", () => {
    expect(parsePartitionsSearch({ show: "qos", open: "gpu,,cpu", q: " a " })).toEqual({ show: "qos", open: "gpu,cpu", q: "a" });
    expect(parsePartitionsSearch({ show: "partitions", open: "" })).toEqual({});
    expect(parsePartitionsSearch({ show: "nonsense", open: 7 })).toEqual({ open: "7" });
  });

  it("unfolds and folds", () => {
    expect(toggled("gpu", "cpu")).toBe("gpu,cpu");
    expect(toggled("gpu,cpu", "gpu")).toBe("cpu");
    expect(listOf(undefined)).toEqual([]);
    expect(named([{ name: "GPU" }, { name: "cpu" }], "gp")).toEqual([{ name: "GPU" }]);
  });
});
