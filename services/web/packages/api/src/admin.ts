/** What administrators do: accounts of others, and the audit log. */
import { type JsonCalls, queryText } from "./json-calls.ts";
import type * as wire from "./wire.ts";

const USERS = "/auth/users";
const of = (name: string) => `${USERS}/${encodeURIComponent(name)}`;

export interface AdminCalls {
  accounts(query: wire.AccountQuery, signal?: AbortSignal): Promise<wire.AccountList>;
  account(name: string, signal?: AbortSignal): Promise<wire.AccountDetail>;
  makeAccount(account: wire.NewAccount): Promise<wire.Account>;
  changeAccount(name: string, change: wire.AccountChange): Promise<wire.Account>;
  /** Ends all sessions of that person. */
  setPassword(name: string, new_password: string): Promise<void>;
  sessions(name: string, signal?: AbortSignal): Promise<wire.SessionList>;
  endSession(name: string, id: string): Promise<void>;
  endAllSessions(name: string): Promise<void>;
  groups(signal?: AbortSignal): Promise<wire.Group[]>;
  audit(query: wire.AuditQuery, signal?: AbortSignal): Promise<wire.AuditList>;
}

export function adminCalls({ get, send }: JsonCalls): AdminCalls {
  return {
    accounts: (query, signal) => get(USERS, query, signal),
    account: (name, signal) => get(of(name), {}, signal),
    makeAccount: (account) => send("POST", USERS, account),
    changeAccount: (name, change) => send("PATCH", of(name), change),
    async setPassword(name, new_password) {
      await send("POST", `${of(name)}/password`, { new_password });
    },
    sessions: (name, signal) => get(`${of(name)}/sessions`, {}, signal),
    async endSession(name, id) {
      await send("DELETE", `${of(name)}/sessions/${encodeURIComponent(id)}`);
    },
    async endAllSessions(name) {
      await send("DELETE", `${of(name)}/sessions`);
    },
    groups: async (signal) => (await get<{ groups: wire.Group[] }>("/auth/groups", {}, signal)).groups,
    audit: (query, signal) => get("/api/audit", query, signal),
  };
}

/** A link that the browser itself follows, with the cookie; the file comes as it is written, however long it is. */
export function auditCsvUrl(query: wire.AuditQuery): string {
  return `/api/audit.csv${queryText({ ...query, limit: undefined, cursor: undefined })}`;
}
