/** The state of the audit page, as the URL holds it. */
import type { AuditOutcome, AuditQuery } from "@hpc/api/wire.ts";
import { listIn, oneOf, pagingIn, set, textIn } from "./search-text.ts";

export const AUDIT_SIZES = [100, 200, 500] as const;
export const OUTCOMES: readonly AuditOutcome[] = ["ok", "refused", "failed"];

/** What is recorded, in the order in which one looks for it. */
export const ACTIONS = [
  "session.begin",
  "session.refuse",
  "session.end",
  "session.reuse",
  "access.refuse",
  "password.change",
  "user.create",
  "user.change",
  "user.disable",
  "user.enable",
  "key.create",
  "key.revoke",
  "upload.begin",
  "upload.complete",
  "upload.cancel",
  "file.delete",
  "job.submit",
  "job.cancel",
  "job.hold",
  "job.release",
  "job.requeue",
  "job.suspend",
  "job.resume",
  "job.change",
  "node.drain",
  "node.resume",
  "node.reboot",
  "template.create",
  "template.change",
  "template.archive",
  "template.restore",
  "template.import",
  "preset.create",
  "preset.change",
  "preset.delete",
  "image.scan",
  "user.read",
  "sessions.read",
  "keys.read",
  "uploads.read",
  "templates.read",
  "submissions.read",
  "audit.read",
] as const;
export type Action = (typeof ACTIONS)[number];

/** Periods that end now. */
const HOUR_MS = 3_600_000;
export const PERIODS = { "1h": HOUR_MS, "24h": 24 * HOUR_MS, "7d": 168 * HOUR_MS, "30d": 720 * HOUR_MS } as const;
export type Period = keyof typeof PERIODS;

export interface AuditSearch {
  q?: string;
  actor?: string;
  object?: string;
  /** Comma-separated. */
  action?: string;
  outcome?: AuditOutcome;
  period?: Period;
  /** RFC 3339; in place of a period. */
  since?: string;
  until?: string;
  limit?: number;
  cursor?: string;
  page?: number;
  /** The row whose details are open. */
  show?: number;
}

export function parseAuditSearch(raw: Record<string, unknown>): AuditSearch {
  const show = Number(raw.show);
  const period = oneOf(raw.period, Object.keys(PERIODS) as Period[]);
  return {
    ...set({
      q: textIn(raw.q),
      actor: textIn(raw.actor),
      object: textIn(raw.object),
      action: listIn(raw.action, ACTIONS),
      outcome: oneOf(raw.outcome, OUTCOMES),
      period,
      since: period === undefined ? timeIn(raw.since) : undefined,
      until: period === undefined ? timeIn(raw.until) : undefined,
    }),
    ...pagingIn(raw, AUDIT_SIZES),
    ...(Number.isInteger(show) && show > 0 ? { show } : {}),
  };
}

/** What is asked of the server at this moment. */
export function auditQueryOf(search: AuditSearch, now: number): AuditQuery {
  const { q, actor, object, action, outcome, period, until, cursor, limit = AUDIT_SIZES[0] } = search;
  const since = period === undefined ? search.since : new Date(now - PERIODS[period]).toISOString();
  return { q, actor, object, action, outcome, since, until, cursor, limit };
}

export function hasAuditFilter(search: AuditSearch): boolean {
  const { q, actor, object, action, outcome, period, since, until } = search;
  return [q, actor, object, action, outcome, period, since, until].some((each) => each !== undefined);
}

/** What `<input type="datetime-local">` shows for a time, in the person's zone. */
export function localInput(time: string | undefined): string {
  if (time === undefined) return "";
  const date = new Date(time);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** And back; undefined when nothing, or nothing sensible, is in it. */
export function timeOfInput(text: string): string | undefined {
  const time = new Date(text).getTime();
  return text === "" || Number.isNaN(time) ? undefined : new Date(time).toISOString().replace(".000Z", "Z");
}

function timeIn(value: unknown): string | undefined {
  const text = textIn(value, 40);
  return text === undefined || Number.isNaN(Date.parse(text)) ? undefined : text;
}
