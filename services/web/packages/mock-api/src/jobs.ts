/** A small cluster that lives: jobs come, run and end. Development and unit tests only; the demo has the real simulator. */
import type { ClusterView, JobDraft, JobRow, JobsChanged, JobView } from "@hpc/api/cluster-wire.ts";
import type { MockUser } from "./model.ts";
import { failure, json } from "./replies.ts";
import { MockTemplateJobs } from "./template-jobs.ts";

const GIB = 1024 ** 3;
const NAMES = ["wing_les", "combustor", "crash_front", "md_lysozyme", "train-resnet", "mesh-refine", "post", "param sweep α", "격자 생성"];
const USERS = ["kim", "lee", "park", "choi", "admin"];
const PARTITIONS = ["cpu", "gpu", "long"];
const REASONS: Record<string, string> = { Resources: "Waiting for free nodes", Priority: "Others are ahead", Dependency: "Waits for another job", JobHeldUser: "Held by its owner" };
const ACTIONS: Record<string, (row: JobRow) => Partial<JobRow> | string> = {
  cancel: (row) => (row.end_at === null ? { state: "CANCELLED", reason: "", end_at: now() } : "Job has already ended"),
  hold: (row) => (row.state === "PENDING" ? { reason: "JobHeldUser", priority: 0 } : "Job is not pending"),
  release: () => ({ reason: "Priority", priority: 4000 }),
  requeue: (row) => (row.state === "RUNNING" ? { state: "PENDING", reason: "BeginTime", start_at: null, node_list: "", time_limit_at: null } : "Job is not running"),
};

const now = () => new Date().toISOString().replace(/\.\d+/, "");
const at = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString().replace(/\.\d+/, "");

export class MockJobs {
  readonly rows = new Map<number, JobRow>();
  readonly #submitted = new Map<string, number>();
  readonly #templates: MockTemplateJobs;
  version = 1;
  asOf = now();
  emit: (event: JobsChanged) => void = () => undefined;

  constructor(templates = new MockTemplateJobs()) {
    this.#templates = templates;
  }

  /** Jobs of a busy day, the same in every run but for their times. */
  seed(count: number): void {
    for (let index = 0; index < count; index++) this.add(mockJob(4000 + index, index - count));
  }

  add(row: JobRow): void {
    this.rows.set(row.job_id, row);
  }

  /** Changes rows and tells everybody. */
  change(changes: readonly (Partial<JobRow> & { job_id: number })[]): void {
    this.version += 1;
    this.asOf = now();
    const changed = changes.map((change) => {
      const row = { ...(this.rows.get(change.job_id) ?? mockJob(change.job_id, 0)), ...change };
      this.rows.set(row.job_id, row);
      return row;
    });
    this.emit({ version: this.version, as_of: this.asOf, stale: false, counts: this.#counts([...this.rows.values()]), changed, gone_ids: [], all: false });
  }

  /** What a moment does: one starts, one ends, one comes. */
  tick(): void {
    const rows = [...this.rows.values()];
    const waiting = rows.findLast(({ state, reason }) => state === "PENDING" && reason !== "JobHeldUser");
    const running = rows.find(({ state }) => state === "RUNNING");
    const next = Math.max(0, ...this.rows.keys()) + 1;
    const changes: (Partial<JobRow> & { job_id: number })[] = [{ ...mockJob(next, -1), state: "PENDING", reason: "Priority", start_at: null, end_at: null, node_list: "", time_limit_at: null, submit_at: now(), eligible_at: now() }];
    if (waiting) changes.push({ job_id: waiting.job_id, state: "RUNNING", reason: "", start_at: now(), node_list: "cn[003-004]", time_limit_at: at(waiting.time_limit_seconds ?? 3600) });
    if (running) changes.push({ job_id: running.job_id, state: "COMPLETED", end_at: now(), exit_code: { status: 0, signal: 0 } });
    this.change(changes);
  }

  async answer(request: Request, url: URL, user: MockUser): Promise<Response | undefined> {
    const path = url.pathname.replace("/api/v2", "");
    if (path === "/cluster") return json(200, this.#cluster(user));
    if (path === "/cluster/history") return json(200, history(url.searchParams.get("range") ?? "1h"));
    if (path === "/words") return json(200, words());
    if (path === "/partitions") return json(200, { items: PARTITIONS.map((name) => ({ name, default: name === "cpu", max_time_seconds: 86_400, usage: { cpus: 512, cpus_allocated: 300, gpus: name === "gpu" ? 16 : 0, gpus_allocated: 5 } })), total: PARTITIONS.length, next_cursor: null, ...this.#age() });
    if (path === "/jobs" && request.method === "POST") return this.#submit(request, user);
    if (path === "/jobs") return this.#list(url, user);
    if (path === "/accounts") return json(200, { items: [], total: 0, next_cursor: null, configured: false, ...this.#age() });
    if (path === "/jobs/test") return json(200, { start_at: at(300), cpus: 4, node_list: "cn[003-004]", partition: "cpu" });
    if (path === "/jobs/actions") {
      const { action, ids } = (await request.json()) as { action: string; ids: string[] };
      return json(200, this.#act(action, ids, user));
    }
    const id = /^\/jobs\/(\d+)$/.exec(path)?.[1];
    if (id === undefined) return undefined;
    const row = this.rows.get(Number(id));
    if (row === undefined) return failure(404, "job_not_found", "There is no such job");
    if (request.method === "PATCH") {
      this.change([{ job_id: row.job_id, ...((await request.json()) as object) }]);
      return json(200, { id, action: "time_limit" });
    }
    return json(200, this.#view(row, user));
  }

  /** One job for each key. */
  async #submit(request: Request, user: MockUser): Promise<Response> {
    const key = `${user.username} ${request.headers.get("Idempotency-Key") ?? Math.random()}`;
    const draft = (await request.json()) as JobDraft;
    const known = this.#submitted.get(key);
    const job_id = known ?? Math.max(0, ...this.rows.keys()) + 1;
    this.#submitted.set(key, job_id);
    if (known === undefined) {
      const asked = { name: draft.name ?? "job", partition: draft.partition ?? "cpu", state: "PENDING", reason: "Priority", user: user.username };
      const made = this.#templates.remember(draft, job_id, user);
      if (made !== undefined) asked.name = made.name;
      this.change([{ ...mockJob(job_id, 0), ...asked, submit_at: now(), start_at: null, end_at: null, node_list: "", time_limit_at: null }]);
    }
    return json(201, { id: String(job_id), job_id, replayed: known !== undefined });
  }

  #age() {
    return { as_of: this.asOf, stale: false, version: this.version };
  }

  #counts(rows: readonly JobRow[]): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { state, task_count } of rows) counts[state] = (counts[state] ?? 0) + task_count;
    return counts;
  }

  #list(url: URL, user: MockUser): Response {
    const ask = (name: string) => url.searchParams.get(name) ?? "";
    const groups: Record<string, (row: JobRow) => boolean> = {
      active: ({ state }) => state === "RUNNING",
      waiting: ({ state }) => state === "PENDING",
      ended: ({ end_at }) => end_at !== null,
    };
    const users = ask("user").split(",").filter(Boolean).map((name) => (name === "me" ? user.username : name));
    const whole = [...this.rows.values()]
      .filter((row) => users.length === 0 || users.includes(row.user))
      .filter((row) => ask("partition") === "" || row.partition === ask("partition"))
      .filter((row) => ask("in") !== "finished" || row.end_at !== null)
      .filter((row) => `${row.id} ${row.name} ${row.user}`.toLowerCase().includes(ask("q").toLowerCase()));
    const states = ask("state").split(",").filter(Boolean);
    const found = whole.filter((row) => states.length === 0 || states.some((state) => groups[state]?.(row) ?? row.state === state));
    const sort = ask("sort") || "-submit";
    const fields: Record<string, keyof JobRow> = { submit: "submit_at", start: "start_at", end: "end_at", id: "job_id", memory: "memory_bytes" };
    const name = sort.replace("-", "");
    const field = fields[name] ?? (name as keyof JobRow);
    const sign = sort.startsWith("-") ? -1 : 1;
    found.sort((a, b) => sign * (JSON.stringify(a[field]).localeCompare(JSON.stringify(b[field]), "en", { numeric: true }) || a.job_id - b.job_id));
    const from = Number(ask("cursor") || 0);
    const limit = Number(ask("limit") || 50);
    const items = found.slice(from, from + limit).map((row) => ({ ...row, mine: row.user === user.username }));
    const next_cursor = from + limit < found.length ? String(from + limit) : null;
    const counts = ask("in") === "finished" ? null : this.#counts(whole);
    return json(200, { items, total: found.length, total_is_at_least: false, next_cursor, counts, ...this.#age() });
  }

  #act(action: string, ids: readonly string[], user: MockUser) {
    const results = ids.map((id) => {
      const row = this.rows.get(Number(id));
      if (row === undefined) return { id, ok: false, error: "There is no such job", code: "job_not_found" };
      if (row.user !== user.username && !user.permissions.includes("admin")) return { id, ok: false, error: "It is somebody else's", code: "not_your_job" };
      const change = ACTIONS[action]?.(row) ?? "Not known";
      if (typeof change === "string") return { id, ok: false, error: change, code: "slurm_refused" };
      this.change([{ job_id: row.job_id, ...change }]);
      return { id, ok: true, error: null, code: null };
    });
    const done = results.filter(({ ok }) => ok).length;
    return { results, done, failed: results.length - done };
  }

  #view(row: JobRow, user: MockUser): JobView {
    const waiting = row.state === "PENDING";
    const mine = row.user === user.username || user.permissions.includes("admin");
    const may: JobView["may"] = mine ? (waiting ? ["cancel", "hold", "time_limit"] : row.state === "RUNNING" ? ["cancel", "requeue", "time_limit"] : []) : [];
    const out = `/home/${row.user}/runs/${row.name}/slurm-${row.id}.out`;
    const why = waiting ? { code: row.reason, title: REASONS[row.reason] ?? row.reason, meaning: "All nodes that fit are busy. It starts when enough of them are free.", advice: "Ask for fewer nodes or a shorter time to start sooner." } : null;
    return {
      job: { ...row, mine: row.user === user.username },
      work_dir: `/home/${row.user}/runs/${row.name}`,
      command: `/home/${row.user}/runs/${row.name}/run.sh --case a`,
      comment: "",
      features: "",
      reservation: "",
      tres: { cpus: row.cpus, memory_bytes: row.memory_bytes, nodes: row.nodes, gpus: row.gpus, billing: row.cpus, others: {} } as unknown as JobView["tres"],
      het: null,
      detail: {
        stdout: out, stderr: out, stdin: "/dev/null", submit_host: "login1", batch_host: "cn003", requested_tres: `cpu=${row.cpus},mem=8G,node=${row.nodes}`,
        allocated_tres: "", tres_per_node: "", required_nodes: "", excluded_nodes: "", scheduled_nodes: waiting ? "cn[007-008]" : "", licenses: "", over_subscribe: "OK",
        last_considered_at: now(), suspended_at: null, deadline_at: null, requeue: true, fields: [["JobId", row.id], ["UserId", `${row.user}(1000)`], ["Priority", String(row.priority)]],
      },
      why,
      ahead: waiting ? 14 : null,
      siblings: null,
      used: row.end_at === null ? null : { cpu_seconds: row.cpus * 3000, memory_bytes: row.memory_bytes / 3 },
      may,
      submission_id: [...this.#templates.submissions.values()].find(({ job_id }) => job_id === row.job_id)?.id ?? null,
      from: "queue",
      ...this.#age(),
    };
  }

  #cluster(user: MockUser): ClusterView {
    const rows = [...this.rows.values()];
    const counts = this.#counts(rows);
    const mine = this.#counts(rows.filter((row) => row.user === user.username));
    const reasons = new Map<string, number>();
    for (const { state, reason } of rows) if (state === "PENDING") reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    const part = { as_of: this.asOf, stale: false, error: null, took_ms: 12, interval_seconds: 5 };
    return {
      name: "haneul",
      version_of_slurm: "24.05.3",
      simulated: true,
      daemons: [{ host: "head1", role: "primary", up: true }],
      accounting: true,
      jobs_are_private: false,
      age_seconds: 1,
      parts: { jobs: part, nodes: part, partitions: part, reservations: part, qos: part, accounts: part, controller: part },
      jobs: { running: counts.RUNNING ?? 0, pending: counts.PENDING ?? 0, other: counts.COMPLETED ?? 0, counts },
      nodes: { total: 64, counts: { idle: 9, mixed: 12, allocated: 38, drained: 3, down: 2 }, attention: 5 },
      cpus: { total: 4096, allocated: 3120, idle: 700, unavailable: 276 },
      memory_bytes: { total: 64 * 512 * GIB, allocated: 64 * 300 * GIB },
      gpus: { total: 32, allocated: 27 },
      waiting: [...reasons].sort((a, b) => b[1] - a[1]).map(([code, jobs]) => ({ code, title: REASONS[code] ?? code, jobs })),
      mine: { running: mine.RUNNING ?? 0, pending: mine.PENDING ?? 0, ended_recently: mine.COMPLETED ?? 0 },
      ...this.#age(),
    };
  }
}

/** One job; `age` is when it was submitted, in minutes. */
export function mockJob(job_id: number, age: number): JobRow {
  const kind = job_id % 10;
  const state = kind < 4 ? "RUNNING" : kind < 8 ? "PENDING" : kind === 8 ? "COMPLETED" : (["FAILED", "TIMEOUT", "CANCELLED", "OUT_OF_MEMORY"][job_id % 4] ?? "FAILED");
  const gpus = PARTITIONS[job_id % 3] === "gpu" ? (job_id % 4) + 1 : 0;
  const waiting = state === "PENDING";
  const ended = !waiting && state !== "RUNNING";
  const reason = waiting ? (Object.keys(REASONS)[job_id % 7 === 0 ? 3 : job_id % 3] ?? "Priority") : "";
  return {
    id: String(job_id),
    job_id,
    array_job_id: null,
    array_task: null,
    task_count: 1,
    name: NAMES[job_id % NAMES.length] ?? "job",
    user: USERS[job_id % USERS.length] ?? "kim",
    account: "aero",
    partition: PARTITIONS[job_id % 3] ?? "cpu",
    qos: "normal",
    state,
    reason,
    priority: reason === "JobHeldUser" ? 0 : 4000 - (job_id % 900),
    submit_at: at(age * 60),
    eligible_at: at(age * 60),
    start_at: waiting ? null : at(age * 50),
    expected_start_at: waiting && job_id % 2 === 0 ? at(5400) : null,
    end_at: ended ? at(age * 20) : null,
    time_limit_at: state === "RUNNING" ? at(age * 50 + 14_400) : null,
    time_limit_seconds: 14_400,
    nodes: (job_id % 4) + 1,
    tasks: 32,
    cpus: 64 * ((job_id % 4) + 1),
    memory_bytes: 128 * GIB,
    gpus,
    node_list: waiting ? "" : "cn[011-014]",
    dependency: "",
    exit_code: null,
    restarts: 0,
    mine: false,
  };
}

function history(range: string) {
  const steps: Record<string, [number, number]> = { "1h": [5, 720], "24h": [60, 1440], "7d": [600, 1008], "1y": [3600 * 24, 365] };
  const [step_seconds, count] = steps[range] ?? [5, 720];
  const last = Math.floor(Date.now() / 1000);
  const points = Array.from({ length: count }, (_, index) => {
    const wave = 0.7 + 0.25 * Math.sin(index / (count / 9)) + 0.04 * Math.sin(index * 1.7);
    return [last - (count - index) * step_seconds, 4096 * wave, 4096, 64 * 512 * GIB * wave * 0.8, 64 * 512 * GIB, Math.round(32 * wave), 32, Math.round(80 * wave), Math.round(60 / wave), 5];
  }).filter((_, index) => index < count * 0.4 || index > count * 0.45);
  const columns = ["t", "cpus_allocated", "cpus_total", "memory_allocated_bytes", "memory_total_bytes", "gpus_allocated", "gpus_total", "jobs_running", "jobs_pending", "nodes_unavailable"];
  return { step_seconds, columns, points };
}

function words() {
  const reasons = Object.fromEntries(Object.entries(REASONS).map(([code, title]) => [code, { title, meaning: title, advice: "Wait a little." }]));
  const states = { PENDING: { title: "Waiting", meaning: "It waits for its turn." }, RUNNING: { title: "Running", meaning: "It has its nodes and works." } };
  return { language: "en", states, reasons, node_states: {}, node_flags: {}, limits: {} };
}
