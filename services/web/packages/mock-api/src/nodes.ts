/** Nodes and where jobs may run, of a cluster as large as one likes. Development and unit tests only. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ClusterAccount, NodeRow, NodesChanged, NodeSummary, PartitionRow, QosRow, ReservationRow, Words } from "@hpc/api/nodes-wire.ts";
import type { MockUser } from "./model.ts";
import { failure, json } from "./replies.ts";

const GIB = 1024 ** 3;
const MINUTE_MS = 60_000;
const ALIKE: Record<string, [NodeSummary, number]> = { i: ["idle", 0], m: ["mixed", 0.5], a: ["allocated", 1], g: ["draining", 0.5], d: ["drained", 0], x: ["down", 0] };
/** What a node of that number is up to. */
const PATTERN = "aaaaaammaaaiaaaaaamaaaaaaaadaaaaaammaaaaaaiiaaaaaaxaaaaagaaaaaaa";
const BASES: Partial<Record<NodeSummary, string>> = { idle: "IDLE", mixed: "MIXED", allocated: "ALLOCATED", draining: "MIXED+DRAIN", drained: "IDLE+DRAIN", down: "DOWN+NOT_RESPONDING" };

const at = (minutes: number) => new Date(Date.now() + minutes * MINUTE_MS).toISOString().replace(/\.\d+/, "");

export class MockNodes {
  readonly rows = new Map<string, NodeRow>();
  version = 1;
  emit: (event: NodesChanged) => void = () => undefined;

  constructor(count = 64) {
    const gpus = Math.ceil(count / 8);
    for (let index = 1; index <= count - gpus; index++) this.add("cn", index, String(count).length, 64, 256, 0, ["cpu", "long"]);
    for (let index = 1; index <= gpus; index++) this.add("gpu", index, String(gpus).length + 1, 128, 1024, 4, ["gpu"]);
  }

  add(prefix: string, index: number, digits: number, cpus: number, gib: number, gpus: number, partitions: string[]): void {
    const [summary, share] = ALIKE[PATTERN[(index * 7) % PATTERN.length] ?? "a"] ?? ["idle", 0];
    const name = prefix + String(index).padStart(digits, "0");
    const out = ["draining", "drained", "down"].includes(summary);
    const state = BASES[summary] ?? "UNKNOWN";
    this.rows.set(name, {
      name, address: name, state, summary, base: state.split("+")[0] ?? "", flags: state.split("+").slice(1),
      cpus, cpus_allocated: Math.round(cpus * share), load: share * cpus * 0.97,
      memory_bytes: gib * GIB, memory_allocated_bytes: gib * GIB * share * 0.8, memory_free_bytes: gib * GIB * (1 - share * 0.6),
      gpus, gpus_allocated: Math.round(gpus * share), gres: gpus === 0 ? [] : [{ name: "gpu", kind: "a100", total: gpus, allocated: Math.round(gpus * share) }],
      partitions, features: gpus === 0 ? ["ib", "icelake"] : ["ib", "a100"],
      reason: out ? (summary === "down" ? "Not responding" : "memory errors, ticket 4711") : "", reason_by: out ? (summary === "down" ? "slurm" : "root") : "", reason_at: out ? at(-index * 31) : null,
      boot_at: at(-60 * 24 * 23), last_busy_at: at(-3), version: "24.05.3", weight: 1,
    });
  }

  async answer(request: Request, url: URL, user: MockUser): Promise<Response | undefined> {
    const path = url.pathname.replace("/api/v2", "");
    if (path === "/nodes") return this.#list(url);
    if (path === "/nodes/map") return json(200, this.#map(url.searchParams.get("partition") ?? ""));
    if (path === "/nodes/actions") return this.#act(await request.json() as Asked, user);
    if (path === "/words") return json(200, words(request.headers.get("Accept-Language")?.startsWith("ko") === true ? "ko" : "en"));
    if (path === "/partitions") return json(200, this.#page(partitions(this)));
    if (path === "/qos") return json(200, this.#page(QOS));
    if (path === "/reservations") return json(200, this.#page(reservations()));
    if (path === "/accounts") return json(200, this.#page(url.searchParams.get("mine") === "true" ? mine(user.username) : ACCOUNTS));
    const name = /^\/nodes\/([^/]+)$/.exec(path)?.[1];
    if (name === undefined) return undefined;
    const node = this.rows.get(decodeURIComponent(name));
    if (node === undefined) return failure(404, "node_not_found", "There is no such node");
    const may = user.permissions.includes("admin") ? ["drain", "resume", "reboot"] : [];
    const hardware = { os: "Linux 6.1.0 Debian 12", arch: "x86_64", sockets: 2, cores_per_socket: node.cpus / 4, threads_per_core: 2, tmp_disk_bytes: 1800 * GIB };
    return json(200, { node, ...hardware, jobs_running: 1, may, ...this.#age() });
  }

  #age() {
    return { as_of: at(0), stale: false, version: this.version };
  }

  #page<Row>(items: Row[]) {
    return { items, total: items.length, next_cursor: null, configured: true, ...this.#age() };
  }

  #counts(rows: readonly NodeRow[]): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { summary } of rows) counts[summary] = (counts[summary] ?? 0) + 1;
    return counts;
  }

  #list(url: URL): Response {
    const ask = (name: string) => url.searchParams.get(name) ?? "";
    const whole = [...this.rows.values()]
      .filter(({ partitions }) => ask("partition") === "" || partitions.includes(ask("partition")))
      .filter(({ features }) => ask("feature") === "" || features.includes(ask("feature")))
      .filter(({ name, reason }) => `${name} ${reason}`.toLowerCase().includes(ask("q").toLowerCase()));
    const states = ask("state").split(",").filter(Boolean);
    const found = whole.filter(({ summary, reason }) => states.length === 0 || states.includes(summary) || (states.includes("attention") && reason !== ""));
    const fields: Record<string, keyof NodeRow> = { state: "summary", memory: "memory_bytes", boot: "boot_at" };
    const sort = ask("sort").replace("-", "") || "name";
    const field = fields[sort] ?? (sort as keyof NodeRow);
    const sign = ask("sort").startsWith("-") ? -1 : 1;
    found.sort((a, b) => sign * JSON.stringify(a[field]).localeCompare(JSON.stringify(b[field]), "en", { numeric: true }));
    const from = Number(ask("cursor") || 0);
    const limit = Number(ask("limit") || 50);
    const next_cursor = from + limit < found.length ? String(from + limit) : null;
    return json(200, { items: found.slice(from, from + limit), total: found.length, next_cursor, counts: this.#counts(whole), ...this.#age() });
  }

  #map(partition: string) {
    const rows = [...this.rows.values()].filter(({ partitions }) => partition === "" || partitions.includes(partition));
    const groups = ["cn", "gpu"].flatMap((prefix) => {
      const alike = rows.filter(({ name }) => name.startsWith(prefix));
      const [first, last] = [alike[0], alike.at(-1)];
      if (first === undefined || last === undefined) return [];
      const hosts = `${prefix}[${first.name.slice(prefix.length)}-${last.name.slice(prefix.length)}]`;
      const { cpus, memory_bytes, gpus, partitions } = first;
      return [{ hosts, count: alike.length, prefix, cpus, memory_bytes, gpus, partitions, counts: this.#counts(alike), cells: alike.map(cell).join("") }];
    });
    return { groups, total: rows.length, ...this.#age() };
  }

  #act({ action, names, reason }: Asked, user: MockUser): Response {
    if (!user.permissions.includes("admin")) return failure(403, "permission_missing", "Forbidden", { user_permissions: user.permissions });
    const changed: NodeRow[] = [];
    const results = names.map((name) => {
      const row = this.rows.get(name);
      if (row === undefined) return { id: name, ok: false, error: "There is no such node", code: "node_not_found" };
      const busy = row.cpus_allocated > 0;
      const summary: NodeSummary = action === "resume" ? (busy ? "mixed" : "idle") : busy ? "draining" : "drained";
      const state = BASES[summary] ?? "UNKNOWN";
      const said = action === "resume" ? { reason: "", reason_by: "", reason_at: null } : { reason: reason ?? "", reason_by: user.username, reason_at: at(0) };
      const next = { ...row, ...said, summary, state, base: state.split("+")[0] ?? "", flags: state.split("+").slice(1) };
      this.rows.set(name, next);
      changed.push(next);
      return { id: name, ok: true, error: null, code: null };
    });
    this.version += 1;
    this.emit({ ...this.#age(), counts: this.#counts([...this.rows.values()]), changed, all: false });
    const done = changed.length;
    return json(200, { results, done, failed: results.length - done });
  }
}

interface Asked {
  action: string;
  names: string[];
  reason?: string;
}

function cell({ summary, cpus, cpus_allocated }: NodeRow): string {
  const letter = Object.keys(ALIKE).find((each) => ALIKE[each]?.[0] === summary) ?? "u";
  return letter + (cpus_allocated >= cpus ? "A" : String(Math.floor((10 * cpus_allocated) / cpus)));
}

const NO_LIMITS = {
  max_time_seconds: null, default_time_seconds: null, min_nodes: 1, max_nodes: null, max_cpus_per_node: null, max_memory_per_node_bytes: null, max_memory_per_cpu_bytes: null,
  default_memory_per_cpu_bytes: 4 * GIB, default_memory_per_node_bytes: null, allow_accounts: [], allow_groups: [], allow_qos: [], deny_accounts: [], deny_qos: [], qos: "",
  priority_tier: 1, priority_job_factor: 1, over_subscribe: "NO", preempt_mode: "OFF", root_only: false, reservation_required: false,
};

function partitions({ rows }: MockNodes): PartitionRow[] {
  return ["cpu", "gpu", "long"].map((name) => {
    const nodes = [...rows.values()].filter((row) => row.partitions.includes(name));
    const sum = (of: (row: NodeRow) => number) => nodes.reduce((total, row) => total + of(row), 0);
    const counts: Record<string, number> = {};
    for (const { summary } of nodes) counts[summary] = (counts[summary] ?? 0) + 1;
    const usage = {
      nodes: counts, cpus: sum(({ cpus }) => cpus), cpus_allocated: sum(({ cpus_allocated }) => cpus_allocated), memory_bytes: sum(({ memory_bytes }) => memory_bytes),
      memory_allocated_bytes: sum((row) => row.memory_allocated_bytes), gpus: sum(({ gpus }) => gpus), gpus_allocated: sum(({ gpus_allocated }) => gpus_allocated), jobs_running: 31, jobs_pending: 14,
    };
    const more = name === "long" ? { max_time_seconds: 14 * 86_400, max_nodes: 4, state: "DOWN" as const } : { max_time_seconds: 172_800, default_time_seconds: 3600 };
    return { ...NO_LIMITS, name, state: "UP", default: name === "cpu", node_list: name === "gpu" ? "gpu[01-08]" : "cn[01-56]", nodes: nodes.length, cpus: usage.cpus, usage, ...more };
  });
}

const QOS: QosRow[] = ["normal", "high", "debug"].map((name, index) => ({
  name, description: name === "debug" ? "Short tests" : "", priority: index * 100, max_wall_seconds: name === "debug" ? 1800 : null, max_jobs_per_user: index === 0 ? null : 4 * index, max_jobs_per_account: null,
  max_submit_jobs_per_user: 500, max_submit_jobs_per_account: null, max_tres_per_job: index === 1 ? "cpu=512,gres/gpu=8" : "", max_tres_per_node: "", max_tres_per_user: "cpu=1024,mem=4T,gres/gpu=16",
  max_tres_per_account: "", min_tres_per_job: "", group_tres: "", group_tres_minutes: index === 1 ? "cpu=6000000" : "", group_jobs: null, group_submit_jobs: null, group_wall_seconds: null,
  preempt: index === 1 ? ["normal"] : [], preempt_mode: "cluster", flags: ["DenyOnLimit"], usage_factor: index === 1 ? 2 : 1,
}));

function reservations(): ReservationRow[] {
  const row = { nodes: 8, cores: 512, partition: "gpu", users: [], accounts: [], groups: [], features: "" };
  return [
    { ...row, name: "maintenance-november", state: "INACTIVE", start_at: at(2800), end_at: at(3040), node_list: "gpu[01-08]", flags: ["MAINT", "SPEC_NODES"] },
    { ...row, name: "course", state: "ACTIVE", start_at: at(-50), end_at: at(70), node_list: "gpu[01-02]", nodes: 2, cores: 128, users: ["kim", "lee"], flags: ["DAILY", "PURGE_COMP=00:05:00"] },
  ];
}

const member = (user: string) => ({ user, partition: "", default: true, shares: 1, qos: [], default_qos: "normal", max_jobs: 20, max_tres_per_job: "gres/gpu=4", max_wall_seconds: null });
const account = (name: string, parent: string, users: string[]): ClusterAccount => ({
  name, parent, description: `Group ${name}`, organization: name, shares: 10, group_tres: name === "aero" ? "cpu=2048,gres/gpu=32" : "", max_tres_per_job: "", max_jobs: null, max_wall_seconds: null,
  qos: ["normal", "high", "debug"], members: users.map(member),
});
const ACCOUNTS = [account("root", "", ["root"]), account("aero", "root", ["kim", "lee", "park"]), account("wings", "aero", ["kim"]), account("chem", "root", ["choi"])];
const mine = (user: string) => [account("aero", "root", [user]), account("wings", "aero", [user])];

/** The dictionary itself, where the checkout has it. */
function words(language: "en" | "ko"): Words {
  const folder = join(import.meta.dirname, "../../../../../crates/portal-slurm/src/words");
  const section = (file: string) => {
    const path = join(folder, `${file}.json`);
    const entries = existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Record<string, Record<"en" | "ko", Words["limits"][string]> & { word?: string }>) : {};
    return Object.fromEntries(Object.entries(entries).map(([key, entry]) => [key, { ...entry[language], word: entry.word ?? "" }]));
  };
  return { states: section("states"), reasons: section("reasons"), node_states: section("node-states"), node_flags: section("node-flags"), limits: section("limits") };
}
