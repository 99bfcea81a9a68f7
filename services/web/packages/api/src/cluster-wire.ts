/** Shapes of the cluster's routes and events. Sizes are in bytes, times RFC 3339 in UTC, durations in seconds. */

/** How old what is told is, and whether that is older than it should be. */
export interface Aged {
  as_of: string;
  stale: boolean;
  /** Grows with every change; an event counts when its own is larger. */
  version: number;
}

export interface JobRow {
  /** As Slurm shows it: `1234`, `1234_7`, `1234_[8-19]`, `1234+1`. */
  id: string;
  /** Slurm's own number of the record: the stable key. */
  job_id: number;
  array_job_id: number | null;
  array_task: number | null;
  /** How many jobs the row stands for: waiting tasks of an array count each. */
  task_count: number;
  name: string;
  user: string;
  account: string;
  partition: string;
  qos: string;
  /** Slurm's word. */
  state: string;
  reason: string;
  priority: number;
  submit_at: string;
  eligible_at: string | null;
  start_at: string | null;
  expected_start_at: string | null;
  end_at: string | null;
  /** When the limit ends it. */
  time_limit_at: string | null;
  time_limit_seconds: number | null;
  nodes: number;
  tasks: number;
  cpus: number;
  memory_bytes: number;
  gpus: number;
  node_list: string;
  dependency: string;
  exit_code: { status: number; signal: number } | null;
  restarts: number;
  mine: boolean;
}

export interface JobList extends Aged {
  items: JobRow[];
  total: number;
  total_is_at_least: boolean;
  next_cursor: string | null;
  /** Jobs by state, of the whole filter but for its state part; null of finished jobs. */
  counts: Record<string, number> | null;
}

export interface JobQuery {
  state?: string | undefined;
  user?: string | undefined;
  account?: string | undefined;
  partition?: string | undefined;
  qos?: string | undefined;
  node?: string | undefined;
  reservation?: string | undefined;
  array?: string | undefined;
  q?: string | undefined;
  since?: string | undefined;
  until?: string | undefined;
  in?: "queue" | "finished" | undefined;
  ids?: string | undefined;
  sort?: string | undefined;
  limit?: number | undefined;
  cursor?: string | undefined;
}

export type JobAction = "cancel" | "hold" | "release" | "requeue" | "suspend" | "resume";

export interface JobDetail {
  stdout: string;
  stderr: string;
  stdin: string;
  submit_host: string;
  batch_host: string;
  requested_tres: string;
  allocated_tres: string;
  tres_per_node: string;
  required_nodes: string;
  excluded_nodes: string;
  scheduled_nodes: string;
  licenses: string;
  over_subscribe: string;
  last_considered_at: string | null;
  suspended_at: string | null;
  deadline_at: string | null;
  requeue: boolean;
  /** What Slurm printed, key by key. */
  fields: [string, string][];
}

export interface JobView extends Aged {
  job: JobRow;
  work_dir: string;
  command: string;
  comment: string;
  features: string;
  reservation: string;
  tres: { cpus: number; memory_bytes: number; gpus: number };
  het: { leader: number; offset: number } | null;
  detail: JobDetail | null;
  /** In words of the page's language. */
  why: { code: string; title: string; meaning: string; advice: string } | null;
  /** Waiting jobs of the same partition with a higher priority. */
  ahead: number | null;
  siblings: { array_job_id: number; total: number; counts: Record<string, number> } | null;
  used: { cpu_seconds: number | null; memory_bytes: number | null } | null;
  /** What the caller may do to it now; `time_limit` beside the actions. */
  may: string[];
  from: "queue" | "finished";
}

export interface ActionResults {
  results: { id: string; ok: boolean; error: string | null; code: string | null }[];
  done: number;
  failed: number;
}

export interface Part {
  as_of: string | null;
  stale: boolean;
  error: string | null;
  took_ms: number | null;
  interval_seconds: number;
}

/** What `metrics` tells on /ws, and a part of `ClusterView`. */
export interface ClusterFigures extends Aged {
  age_seconds: number;
  jobs: { running: number; pending: number; other: number; counts: Record<string, number> };
  nodes: { total: number; counts: Record<string, number>; attention: number };
  cpus: { total: number; allocated: number; idle: number; unavailable: number };
  memory_bytes: { total: number; allocated: number };
  gpus: { total: number; allocated: number };
}

export interface ClusterView extends ClusterFigures {
  name: string;
  /** Of Slurm; "" before it was asked. */
  version_of_slurm?: string;
  simulated: boolean;
  daemons: { host: string; role: string; up: boolean }[];
  accounting: boolean;
  parts: Record<string, Part>;
  waiting: { code: string; title: string; jobs: number }[];
  mine: { running: number; pending: number; ended_recently: number };
}

export type HistoryRange = "1h" | "24h" | "7d" | "1y";

export interface ClusterHistory {
  step_seconds: number;
  columns: string[];
  /** In the order of `columns`; the first is the time in Unix seconds. What was not measured is missing. */
  points: (number | null)[][];
}

export interface Words {
  language: string;
  states: Record<string, { title: string; meaning: string }>;
  reasons: Record<string, { title: string; meaning: string; advice: string }>;
  node_states: Record<string, { title: string; meaning: string }>;
  node_flags: Record<string, { title: string; meaning: string }>;
  limits: Record<string, { title: string; meaning: string }>;
}

/** `jobs_changed` on the channel `jobs`. */
export interface JobsChanged extends Aged {
  counts: Record<string, number>;
  changed?: Omit<JobRow, "mine">[];
  /** Sorted; the first whole, then differences. */
  changed_ids?: number[];
  gone_ids?: number[];
  /** Too much to tell: fetch what is shown. */
  all?: boolean;
}
