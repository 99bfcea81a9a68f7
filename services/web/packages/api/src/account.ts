/** What one does with one's own account: password, sessions, API keys. */
import { answer, during, type PortalClient } from "./call.ts";
import type { ApiKeyList, MadeApiKey, NewApiKey, SessionList } from "./wire.ts";

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

export function accountCalls(client: PortalClient): AccountCalls {
  return {
    async changePassword(current_password, new_password) {
      await answer(client.POST("/auth/password", { body: { current_password, new_password } }));
    },
    sessions: (signal) => answer(client.GET("/auth/sessions", during(signal))),
    async endSession(id) {
      await answer(client.DELETE("/auth/sessions/{id}", { params: { path: { id } } }));
    },
    async endOtherSessions() {
      await answer(client.DELETE("/auth/sessions", { params: { query: { except: "current" } } }));
    },
    keys: (query, signal) => answer(client.GET("/api/v2/api-keys", { params: { query }, ...during(signal) })),
    makeKey: (body) => answer(client.POST("/api/v2/api-keys", { body })),
    async revokeKey(id) {
      await answer(client.DELETE("/api/v2/api-keys/{id}", { params: { path: { id } } }));
    },
  };
}
