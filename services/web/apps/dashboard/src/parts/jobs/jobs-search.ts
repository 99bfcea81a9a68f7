/** The state of a list of jobs, as the URL holds it. */
import type { JobQuery, JobRow } from "@hpc/api/cluster-wire.ts";
import { groupOf, type StateGroup, STATES, statesInclude } from "./job-states.ts";

export const JOB_SORTS = [
  "id",
  "name",
  "state",
  "user",
  "account",
  "partition",
  "qos",
  "cpus",
  "gpus",
  "memory",
  "nodes",
  "priority",
  "submit",
  "start",
  "end",
  "time_limit",
] as const;
export type JobSort = (typeof JOB_SORTS)[number] | `-${(typeof JOB_SORTS)[number]}`;

/** Periods that end now, for jobs that have ended. */
const HOUR_MS = 3_600_000;
export const JOB_PERIODS = { "24h": 24 * HOUR_MS, "7d": 168 * HOUR_MS, "30d": 720 * HOUR_MS } as const;
export type JobPeriod = keyof typeof JOB_PERIODS;

/** Filters that are words of Slurm: lists with commas. */
export const JOB_FIELDS = ["user", "partition", "account", "qos", "node", "reservation", "array"] as const;
export type JobField = (typeof JOB_FIELDS)[number];

export interface JobsSearch extends Partial<Record<JobField, string>> {
  in?: "finished";
  /** Comma-separated: Slurm's words, or groups of them. */
  state?: string;
  q?: string;
  period?: JobPeriod;
  /** RFC 3339; in place of a period. */
  since?: string;
  until?: string;
  sort?: JobSort;
}

const GROUPS = ["active", "waiting", "ended"];
const KNOWN_STATES: readonly string[] = [...GROUPS, ...STATES];

/** Takes what is valid and drops the rest: an old or mistyped link still opens the page. */
export function parseJobsSearch(raw: Record<string, unknown>): JobsSearch {
  const search: JobsSearch = {};
  if (raw.in === "finished") search.in = "finished";
  const state = words(raw.state).filter((each) => KNOWN_STATES.includes(each));
  if (state.length > 0) search.state = state.join(",");
  for (const field of JOB_FIELDS) {
    const list = words(raw[field]).join(",").slice(0, 500);
    if (list !== "") search[field] = list;
  }
  const q = text(raw.q).slice(0, 200);
  if (q !== "") search.q = q;
  const period = (Object.keys(JOB_PERIODS) as JobPeriod[]).find((each) => each === raw.period);
  if (period !== undefined) search.period = period;
  for (const end of ["since", "until"] as const) {
    const time = text(raw[end]);
    if (period === undefined && time !== "" && !Number.isNaN(Date.parse(time))) search[end] = time;
  }
  const sort = JOB_SORTS.flatMap((each): JobSort[] => [each, `-${each}`]).find((each) => each === raw.sort);
  if (sort !== undefined && sort !== usualSort(search)) search.sort = sort;
  return search;
}

/** The newest first. */
export function usualSort(search: Pick<JobsSearch, "in">): JobSort {
  return search.in === "finished" ? "-end" : "-submit";
}

/** What is asked of the server at this moment. */
export function jobQueryOf(search: JobsSearch, now: number): JobQuery {
  const { period, in: where, ...rest } = search;
  const since = period === undefined ? search.since : new Date(now - JOB_PERIODS[period]).toISOString();
  return { ...rest, in: where, since, sort: search.sort ?? usualSort(search) };
}

export function hasJobFilter({ state, q, period, since, until, ...rest }: JobsSearch): boolean {
  return [state, q, period, since, until].some((each) => each !== undefined) || JOB_FIELDS.some((field) => rest[field] !== undefined);
}

/** The whole filter but for its state part, which the counts are of, is empty. */
export function countsAll(search: JobsSearch): boolean {
  const { q, period, since, until } = search;
  return search.in === undefined && [q, period, since, until, ...JOB_FIELDS.map((field) => search[field])].every((each) => each === undefined);
}

/** The other list, with what holds for both. */
export function switched(search: JobsSearch, to: "finished" | undefined): JobsSearch {
  const kept = { ...search, state: "", sort: "", period: to === undefined ? "" : "7d", since: "", until: "", in: to ?? "" };
  return parseJobsSearch(kept);
}

/**
 * Whether a job that is not shown might be of this list. What cannot be told here, such as the text that is searched for or the
 * nodes that a short form stands for, counts as yes.
 */
export function mayBelong(search: JobsSearch, me: string, row: JobRow): boolean {
  if (search.in === "finished") return groupOf(row.state) === "ended";
  const among = (field: string | undefined, value: string): boolean => field === undefined || words(value).some((each) => words(field).includes(each));
  const users = search.user?.split(",").map((each) => (each === "me" ? me : each));
  return (
    (users === undefined || users.includes(row.user)) &&
    among(search.partition, row.partition) &&
    among(search.account, row.account) &&
    among(search.qos, row.qos) &&
    among(search.array, String(row.array_job_id)) &&
    (search.state === undefined || statesInclude(words(search.state), row.state))
  );
}

const SORT_FIELDS: Record<(typeof JOB_SORTS)[number], keyof JobRow> = {
  id: "job_id",
  name: "name",
  state: "state",
  user: "user",
  account: "account",
  partition: "partition",
  qos: "qos",
  cpus: "cpus",
  gpus: "gpus",
  memory: "memory_bytes",
  nodes: "nodes",
  priority: "priority",
  submit: "submit_at",
  start: "start_at",
  end: "end_at",
  time_limit: "time_limit_seconds",
};

/** Whether a change may put a row elsewhere in this list, or out of it. */
export function mayMove(search: JobsSearch, before: JobRow, now: JobRow): boolean {
  const field = SORT_FIELDS[(search.sort ?? usualSort(search)).replace("-", "") as (typeof JOB_SORTS)[number]];
  if (before[field] !== now[field]) return true;
  if (search.node !== undefined && before.node_list !== now.node_list) return true;
  // Also the counts of a filter change then.
  return before.state !== now.state && (search.state !== undefined || !countsAll(search));
}

/** How many jobs are in states of a group; undefined when it is not known. */
export function statesIn(counts: Record<string, number> | null, group: StateGroup): number | undefined {
  if (counts === null) return undefined;
  return Object.entries(counts).reduce((sum, [state, count]) => sum + (groupOf(state) === group ? count : 0), 0);
}

export function words(value: unknown): string[] {
  return text(value).split(",").filter((each) => each !== "");
}

export function toggledWord(value: string | undefined, word: string): string {
  const all = words(value);
  return (all.includes(word) ? all.filter((each) => each !== word) : [...all, word]).join(",");
}

function text(value: unknown): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}
