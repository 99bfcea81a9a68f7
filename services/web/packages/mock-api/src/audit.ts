/** The audit log: what the other routes did, and some history to filter. */
import type { AuditEntry, AuditOutcome } from "@hpc/api/wire.ts";
import type { MockUser } from "./model.ts";
import { failure, json } from "./replies.ts";

const PAST: readonly [actor: string, method: string, action: AuditEntry["action"], object: string, outcome: AuditOutcome, reason: string][] = [
  ["kim", "password", "session.begin", "session:4f1c", "ok", ""],
  ["lee", "ldap", "session.begin", "session:a07d", "ok", ""],
  ["-", "-", "session.refuse", "user:root", "refused", "invalid_credentials"],
  ["kim", "cookie", "upload.begin", "upload:0190a1", "ok", ""],
  ["kim", "cookie", "upload.complete", "upload:0190a1", "ok", ""],
  ["svc-backup", "key:3b9f21c4d5e6f708", "access.refuse", "/api/v2/files/upload/init", "refused", "scope_missing"],
  ["admin", "cookie", "user.disable", "user:park", "ok", "left the project"],
  ["admin", "cli", "key.revoke", "key:77aa10b2c3d4e5f6", "ok", ""],
  ["kim", "cookie", "file.delete", "upload:01909c", "failed", "disk_full"],
];

export class MockAudit {
  readonly entries: AuditEntry[] = [];

  /** Rows of the last days, the same on every start. */
  seed(count: number): void {
    for (let index = count; index > 0; index--) {
      const [actor, method, action, object, outcome, reason] = PAST[index % PAST.length] as (typeof PAST)[number];
      this.add({ actor, method, action, object, outcome, reason, at: new Date(Date.now() - index * 380_000).toISOString() });
    }
  }

  add(entry: Partial<AuditEntry>): void {
    const seq = this.entries.length + 1;
    const hash = String(seq).padStart(8, "0").repeat(8);
    const base = { seq, at: new Date().toISOString(), actor: "-", method: "cookie", address: "127.0.0.1", request_id: `mock-${seq}`, action: "audit.read" as const, object: "", outcome: "ok" as const, reason: "", hash };
    this.entries.push({ ...base, ...entry });
  }

  answer(url: URL, user: MockUser): Response {
    if (!user.permissions.includes("admin")) {
      this.add({ actor: user.username, action: "access.refuse", object: url.pathname, outcome: "refused", reason: "forbidden" });
      return failure(403, "forbidden", "Forbidden", { message: "Required permissions: admin" });
    }
    const ask = (name: string) => url.searchParams.get(name) ?? "";
    const same = (name: "actor" | "outcome" | "address", entry: AuditEntry) => ask(name) === "" || entry[name] === ask(name);
    const found = this.entries
      .filter((entry) => (["actor", "outcome", "address"] as const).every((name) => same(name, entry)))
      .filter(({ action }) => ask("action") === "" || ask("action").split(",").includes(action))
      .filter(({ object }) => object.includes(ask("object")))
      .filter((entry) => JSON.stringify(entry).toLowerCase().includes(ask("q").toLowerCase()))
      .filter(({ at }) => (ask("since") === "" || at >= ask("since")) && (ask("until") === "" || at < ask("until")))
      .reverse();
    if (url.pathname.endsWith(".csv")) return csv(found);
    const limit = Math.min(500, Number(ask("limit") || 100));
    const from = ask("cursor") === "" ? 0 : found.findIndex(({ seq }) => seq < Number(ask("cursor")));
    const entries = from < 0 ? [] : found.slice(from, from + limit);
    const last = entries.at(-1);
    const next_cursor = last !== undefined && last.seq !== found.at(-1)?.seq ? String(last.seq) : null;
    return json(200, { entries, total: found.length, next_cursor });
  }
}

function csv(entries: readonly AuditEntry[]): Response {
  const lines = entries.map(({ seq, at, actor, action, object, outcome }) => [seq, at, actor, action, object, outcome].join(","));
  const headers = { "Content-Type": "text/csv; charset=utf-8", "Content-Disposition": 'attachment; filename="audit.csv"' };
  return new Response(`seq,at,actor,action,object,outcome\r\n${lines.join("\r\n")}\r\n`, { status: 200, headers });
}
