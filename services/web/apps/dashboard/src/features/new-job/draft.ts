/** A job that is being written: what the fields hold, and what the server is sent. Kept by the browser until there is a job. */
import type { JobDraft, JobView } from "@hpc/api/cluster-wire.ts";
import { ApiProblem } from "@hpc/api/problem.ts";

export const FIELDS = ["script", "name", "partition", "account", "qos", "nodes", "tasks", "cpus", "memory", "gpus", "hours", "minutes", "workDir"] as const;
export type Field = (typeof FIELDS)[number];
export type Fields = Record<Field, string>;

/** What was sent, until it is known what came of it: the same request with the same key never makes a second job. */
export interface Pending {
  key: string;
  body: JobDraft;
}

export interface Draft {
  fields: Fields;
  pending: Pending | null;
}

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;
const NOTHING: Fields = { script: "", name: "", partition: "", account: "", qos: "", nodes: "", tasks: "", cpus: "", memory: "", gpus: "", hours: "", minutes: "", workDir: "" };
const COUNTS = ["nodes", "tasks", "cpus"] as const;

/** `comment` is in the person's language. */
export function starter(comment: string): Fields {
  return { ...NOTHING, script: `#!/bin/bash\n\n# ${comment}\necho "Job $SLURM_JOB_ID runs on $(hostname)"\n`, name: "my-job", nodes: "1", tasks: "1", cpus: "1", hours: "1", minutes: "0" };
}

/** Fields that are not what they must be. */
export function wrongIn(fields: Fields): Set<Field> {
  const wrong = new Set<Field>();
  const text = (field: Field) => fields[field].trim();
  if (!fields.script.startsWith("#!")) wrong.add("script");
  for (const field of COUNTS) if (text(field) !== "" && !isCount(text(field))) wrong.add(field);
  if (text("memory") !== "" && !(Number(text("memory")) * GIB >= MIB)) wrong.add("memory");
  if (text("gpus") !== "" && !/^([\w.-]+:)?\d{1,4}$/.test(text("gpus"))) wrong.add("gpus");
  for (const field of ["hours", "minutes"] as const) if (text(field) !== "" && !/^\d{1,6}$/.test(text(field))) wrong.add(field);
  if (text("hours") + text("minutes") !== "" && secondsOf(fields) === 0) wrong.add("minutes");
  if (text("workDir") !== "" && !text("workDir").startsWith("/")) wrong.add("workDir");
  return wrong;
}

/** What the server is sent; what is empty is the cluster's to choose. */
export function bodyOf(fields: Fields): JobDraft {
  const text = (field: Field) => fields[field].trim() || null;
  const count = (field: Field) => (text(field) === null ? null : Number(text(field)));
  const gpus = text("gpus");
  const body = {
    // Lines of a script that was pasted from elsewhere may end otherwise.
    script: fields.script.replaceAll(/\r\n?/g, "\n"),
    name: text("name"),
    partition: text("partition"),
    account: text("account"),
    qos: text("qos"),
    nodes: count("nodes"),
    tasks: count("tasks"),
    cpus_per_task: count("cpus"),
    memory_per_node_bytes: text("memory") === null ? null : Math.round((Number(text("memory")) * GIB) / MIB) * MIB,
    gres: gpus === null || Number(gpus) === 0 ? null : `gpu:${gpus}`,
    time_limit_seconds: secondsOf(fields) || null,
    work_dir: text("workDir"),
  };
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null)) as unknown as JobDraft;
}

function secondsOf({ hours, minutes }: Fields): number {
  return Number(hours) * 3600 + Number(minutes) * 60;
}

function isCount(text: string): boolean {
  return /^[1-9]\d{0,6}$/.test(text);
}

/** Where the server's name of a field is shown. */
const SHOWN: Readonly<Record<string, Field | undefined>> = {
  script: "script",
  name: "name",
  partition: "partition",
  account: "account",
  qos: "qos",
  nodes: "nodes",
  tasks: "tasks",
  cpus_per_task: "cpus",
  memory_per_node_bytes: "memory",
  gres: "gpus",
  time_limit_seconds: "minutes",
  work_dir: "workDir",
};

/** The field that the server refuses, if it is one. */
export function refusedField(error: unknown): Field | undefined {
  return error instanceof ApiProblem && error.code === "bad_field" ? SHOWN[error.field ?? ""] : undefined;
}

/** Of a job that was: what Slurm still tells of it. */
export function fieldsOf({ job, work_dir, command, tres, detail }: JobView, base: Fields): Fields {
  const told = new Map(detail?.fields ?? []);
  const number = (name: string) => (isCount(told.get(name) ?? "") ? (told.get(name) ?? "") : "");
  const nodes = Math.max(1, job.nodes);
  const tasks = number("NumTasks") || "1";
  const limit = job.time_limit_seconds ?? null;
  // `gres/gpu:a100=2` of what it has, `gres:gpu:a100:2` of what it asked for.
  const type = /\bgpu:([a-z][\w.-]*)[=:]/i.exec(`${tres.others} ${detail?.tres_per_node ?? ""}`)?.[1];
  const gpus = Math.ceil(job.gpus / nodes);
  return {
    script: scriptOf(command) ?? base.script,
    name: job.name,
    partition: job.partition,
    account: job.account,
    qos: job.qos,
    nodes: String(nodes),
    tasks,
    cpus: number("CPUs/Task") || String(Math.max(1, Math.floor(job.cpus / Number(tasks)))),
    memory: tres.memory_bytes === 0 ? "" : String(Math.round((tres.memory_bytes / nodes / GIB) * 100) / 100),
    gpus: gpus === 0 ? "" : type === undefined ? String(gpus) : `${type}:${gpus}`,
    hours: limit === null ? "" : String(Math.floor(limit / 3600)),
    minutes: limit === null ? "" : String(Math.floor((limit % 3600) / 60)),
    workDir: work_dir,
  };
}

/** Slurm tells where a script was, not what it said: a script that runs it. */
function scriptOf(command: string): string | undefined {
  return command.startsWith("/") ? `#!/bin/bash\n\nbash ${command}\n` : undefined;
}

export function isDraft(value: unknown): value is Draft {
  if (!isRecord(value) || !isRecord(value.fields)) return false;
  const { fields, pending } = value;
  const isPending = isRecord(pending) && typeof pending.key === "string" && isRecord(pending.body);
  return FIELDS.every((field) => typeof fields[field] === "string") && (pending === null || isPending);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
