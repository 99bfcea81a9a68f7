/** The limits and settings of partitions, QOS, accounts and reservations: what each is called, and how its value is read. */
import type { AccountMember, ClusterAccount, PartitionRow, QosRow, ReservationRow } from "@hpc/api/nodes-wire.ts";

export type LimitValue =
  | { as: "seconds" | "bytes" | "count" | "factor"; value: number }
  | { as: "tres" | "minutes" | "word"; value: string }
  | { as: "names"; value: readonly string[] }
  /** One of Slurm's words for which there are plain ones. */
  | { as: "sharing" | "preempted"; value: string }
  /** It holds, and there is nothing more to say. */
  | { as: "yes" };

export interface Limit {
  /** In the dictionary: `partition.max_time_seconds`. */
  key: string;
  /** Null is unlimited. */
  value: LimitValue | null;
}

type Amount = "seconds" | "bytes" | "count";

const amount = (key: string, as: Amount, value: number | null): Limit => ({ key, value: value === null ? null : { as, value } });
const tres = (key: string, value: string, as: "tres" | "minutes" = "tres"): Limit => ({ key, value: value === "" ? null : { as, value } });

/** Settings that are not limits are left out where they say nothing. */
const names = (key: string, value: readonly string[]): Limit[] => (value.length === 0 ? [] : [{ key, value: { as: "names", value } }]);
const word = (key: string, value: string, ...silent: string[]): Limit[] => (value === "" || silent.includes(value) ? [] : [{ key, value: { as: "word", value } }]);
const choice = (key: string, as: "sharing" | "preempted", value: string): Limit[] => (value === "" ? [] : [{ key, value: { as, value } }]);
const yes = (key: string, value: boolean): Limit[] => (value ? [{ key, value: { as: "yes" } }] : []);

export function partitionLimits(row: PartitionRow): Limit[] {
  return [
    amount("partition.max_time_seconds", "seconds", row.max_time_seconds),
    // Jobs that ask for none get as much as there may be.
    ...(row.default_time_seconds === null ? [] : [amount("partition.default_time_seconds", "seconds", row.default_time_seconds)]),
    ...(row.min_nodes <= 1 ? [] : [amount("partition.min_nodes", "count", row.min_nodes)]),
    amount("partition.max_nodes", "count", row.max_nodes),
    amount("partition.max_cpus_per_node", "count", row.max_cpus_per_node),
    amount("partition.max_memory_per_node_bytes", "bytes", row.max_memory_per_node_bytes),
    amount("partition.max_memory_per_cpu_bytes", "bytes", row.max_memory_per_cpu_bytes),
    ...(row.default_memory_per_cpu_bytes === null ? [] : [amount("partition.default_memory_per_cpu_bytes", "bytes", row.default_memory_per_cpu_bytes)]),
    ...(row.default_memory_per_node_bytes === null ? [] : [amount("partition.default_memory_per_node_bytes", "bytes", row.default_memory_per_node_bytes)]),
    ...names("partition.allow_accounts", row.allow_accounts),
    ...names("partition.allow_groups", row.allow_groups),
    ...names("partition.allow_qos", row.allow_qos),
    ...names("partition.deny_accounts", row.deny_accounts),
    ...names("partition.deny_qos", row.deny_qos),
    ...word("partition.qos", row.qos, "N/A"),
    // What all partitions have by default orders nothing.
    ...(row.priority_tier <= 1 ? [] : [amount("partition.priority_tier", "count", row.priority_tier)]),
    ...(row.priority_job_factor <= 1 ? [] : [amount("partition.priority_job_factor", "count", row.priority_job_factor)]),
    ...choice("partition.over_subscribe", "sharing", row.over_subscribe),
    ...choice("partition.preempt_mode", "preempted", row.preempt_mode),
    ...yes("partition.root_only", row.root_only),
    ...yes("partition.reservation_required", row.reservation_required),
  ];
}

export function qosLimits(row: QosRow): Limit[] {
  return [
    amount("qos.max_wall_seconds", "seconds", row.max_wall_seconds),
    tres("qos.max_tres_per_job", row.max_tres_per_job),
    tres("qos.max_tres_per_node", row.max_tres_per_node),
    tres("qos.max_tres_per_user", row.max_tres_per_user),
    tres("qos.max_tres_per_account", row.max_tres_per_account),
    ...(row.min_tres_per_job === "" ? [] : [tres("qos.min_tres_per_job", row.min_tres_per_job)]),
    amount("qos.max_jobs_per_user", "count", row.max_jobs_per_user),
    amount("qos.max_jobs_per_account", "count", row.max_jobs_per_account),
    amount("qos.max_submit_jobs_per_user", "count", row.max_submit_jobs_per_user),
    amount("qos.max_submit_jobs_per_account", "count", row.max_submit_jobs_per_account),
    tres("qos.group_tres", row.group_tres),
    tres("qos.group_tres_minutes", row.group_tres_minutes, "minutes"),
    amount("qos.group_jobs", "count", row.group_jobs),
    amount("qos.group_submit_jobs", "count", row.group_submit_jobs),
    amount("qos.group_wall_seconds", "seconds", row.group_wall_seconds),
    amount("qos.priority", "count", row.priority),
    ...names("qos.preempt", row.preempt),
    ...(row.preempt_mode === "cluster" ? [] : choice("qos.preempt_mode", "preempted", row.preempt_mode)),
    ...(row.usage_factor === 1 ? [] : [{ key: "qos.usage_factor", value: { as: "factor", value: row.usage_factor } } as const]),
    ...flags("qos.flag", row.flags),
  ];
}

export function accountLimits(row: ClusterAccount): Limit[] {
  return [
    amount("account.max_wall_seconds", "seconds", row.max_wall_seconds),
    tres("account.max_tres_per_job", row.max_tres_per_job),
    amount("account.max_jobs", "count", row.max_jobs),
    tres("account.group_tres", row.group_tres),
    ...names("account.qos", row.qos),
    ...(row.shares === null ? [] : [amount("account.shares", "count", row.shares)]),
    ...word("account.parent", row.parent),
  ];
}

/** What holds for somebody who charges the account: their own limits go before the account's. */
export function memberLimits(account: ClusterAccount, member: AccountMember): Limit[] {
  const own = {
    ...account,
    max_wall_seconds: member.max_wall_seconds ?? account.max_wall_seconds,
    max_tres_per_job: member.max_tres_per_job || account.max_tres_per_job,
    max_jobs: member.max_jobs ?? account.max_jobs,
    qos: member.qos.length > 0 ? member.qos : account.qos,
  };
  return [...accountLimits(own), ...word("account.default_qos", member.default_qos)];
}

export function reservationLimits(row: ReservationRow): Limit[] {
  return [...names("reservation.users", row.users), ...names("reservation.accounts", row.accounts), ...names("reservation.groups", row.groups), ...flags("reservation.flag", row.flags)];
}

/** Each flag is a word of its own; some have an amount behind them: `PURGE_COMP=00:05:00`. */
function flags(area: string, all: readonly string[]): Limit[] {
  return all.map((flag) => {
    const [name = "", value] = flag.split("=");
    return { key: `${area}.${name}`, value: value === undefined ? { as: "yes" } : { as: "word", value } };
  });
}

/** Those that limit something, and the names of those that do not. */
export function parted(limits: readonly Limit[]): { set: Limit[]; unlimited: string[] } {
  return { set: limits.filter(({ value }) => value !== null), unlimited: limits.filter(({ value }) => value === null).map(({ key }) => key) };
}

export interface DurationPart {
  unit: "days" | "hours" | "minutes" | "seconds";
  count: number;
}

/** A limit of time, exactly: "1 day 12 hours". */
export function durationOf(seconds: number): DurationPart[] {
  const parts: DurationPart[] = [
    { unit: "days", count: Math.floor(seconds / 86_400) },
    { unit: "hours", count: Math.floor((seconds % 86_400) / 3600) },
    { unit: "minutes", count: Math.floor((seconds % 3600) / 60) },
    { unit: "seconds", count: seconds % 60 },
  ];
  const told = parts.filter(({ count }) => count > 0);
  return told.length === 0 ? [{ unit: "minutes", count: 0 }] : told;
}
