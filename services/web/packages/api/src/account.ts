/** What one does with one's own account: password, sessions, API keys. */
import type { JsonCalls } from "./json-calls.ts";
import type { ApiKeyList, MadeApiKey, NewApiKey, SessionList } from "./wire.ts";

const KEYS = "/api/v2/api-keys";

export interface AccountCalls {
  /** Ends all other sessions of this person. */
  changePassword(current_password: string, new_password: string): Promise<void>;
  sessions(signal?: AbortSignal): Promise<SessionList>;
  endSession(id: string): Promise<void>;
  endOtherSessions(): Promise<void>;
  /** One's own; an administrator may ask for somebody else's. */
  keys(query: { user?: string }, signal?: AbortSignal): Promise<ApiKeyList>;
  makeKey(key: NewApiKey): Promise<MadeApiKey>;
  revokeKey(id: string): Promise<void>;
}

export function accountCalls({ get, send }: JsonCalls): AccountCalls {
  return {
    async changePassword(current_password, new_password) {
      await send("POST", "/auth/password", { current_password, new_password });
    },
    sessions: (signal) => get("/auth/sessions", {}, signal),
    async endSession(id) {
      await send("DELETE", `/auth/sessions/${encodeURIComponent(id)}`);
    },
    async endOtherSessions() {
      await send("DELETE", "/auth/sessions?except=current");
    },
    keys: (query, signal) => get(KEYS, query, signal),
    makeKey: (key) => send("POST", KEYS, key),
    async revokeKey(id) {
      await send("DELETE", `${KEYS}/${encodeURIComponent(id)}`);
    },
  };
}
