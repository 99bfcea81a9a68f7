/** What administrators do: accounts of others, and the audit log. */
import { answer, during, type PortalClient } from "./call.ts";
import type * as wire from "./wire.ts";

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

export function adminCalls(client: PortalClient): AdminCalls {
  const of = (name: string) => ({ params: { path: { name } } });
  return {
    accounts: (query, signal) => answer(client.GET("/auth/users", { params: { query }, ...during(signal) })),
    account: (name, signal) => answer(client.GET("/auth/users/{name}", { ...of(name), ...during(signal) })),
    makeAccount: (body) => answer(client.POST("/auth/users", { body })),
    changeAccount: (name, body) => answer(client.PATCH("/auth/users/{name}", { ...of(name), body })),
    async setPassword(name, new_password) {
      await answer(client.POST("/auth/users/{name}/password", { ...of(name), body: { new_password } }));
    },
    sessions: (name, signal) => answer(client.GET("/auth/users/{name}/sessions", { ...of(name), ...during(signal) })),
    async endSession(name, id) {
      await answer(client.DELETE("/auth/users/{name}/sessions/{id}", { params: { path: { name, id } } }));
    },
    async endAllSessions(name) {
      await answer(client.DELETE("/auth/users/{name}/sessions", of(name)));
    },
    groups: async (signal) => (await answer(client.GET("/auth/groups", during(signal)))).groups,
    audit: (query, signal) => answer(client.GET("/api/audit", { params: { query }, ...during(signal) })),
  };
}

/** A link that the browser itself follows, with the cookie; the file comes as it is written, however long it is. */
export function auditCsvUrl(query: wire.AuditQuery): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...query, limit: undefined, cursor: undefined })) {
    if (typeof value === "string" && value !== "") params.set(name, value);
  }
  const text = params.toString();
  return text === "" ? "/api/audit.csv" : `/api/audit.csv?${text}`;
}
