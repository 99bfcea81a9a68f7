/** The routes of API keys. */
import type { ApiKey, NewApiKey } from "@hpc/api/wire.ts";
import type { MockUser } from "./model.ts";
import { failure, json } from "./replies.ts";

const SCOPES = ["files:read", "files:write", "jobs:read", "jobs:submit", "cluster:read", "events:read"];
const ADMIN_SCOPES = ["nodes:admin", "audit:read"];
const MOST_KEYS = 20;
const DAY_MS = 86_400_000;
const USUAL_DAYS = 90;

export class MockKeys {
  #keys: ApiKey[] = [];

  of(name: string): ApiKey[] {
    return this.#keys.filter(({ user }) => user === name);
  }

  revokeAllOf(name: string): void {
    this.#keys = this.#keys.filter(({ user }) => user !== name);
  }

  async answer(request: Request, url: URL, user: MockUser): Promise<Response> {
    const id = url.pathname.split("/")[4];
    const admin = user.permissions.includes("admin");
    const scopes = admin ? [...SCOPES, ...ADMIN_SCOPES] : SCOPES;
    if (request.method === "GET" && id === undefined) {
      const asked = url.searchParams.get("user") ?? user.username;
      if (asked !== user.username && !admin) return failure(403, "forbidden", "Forbidden");
      const keys = asked === "*" ? this.#keys : this.of(asked);
      return json(200, { keys, total: keys.length, scopes });
    }
    if (request.method === "POST" && id === undefined) return this.#make((await request.json()) as NewApiKey, user, scopes);
    if (request.method !== "DELETE" || id === undefined) return failure(404, "not_found", "Not found");
    const before = this.#keys.length;
    this.#keys = this.#keys.filter((key) => key.key_id !== id || (key.user !== user.username && !admin));
    if (this.#keys.length === before) return failure(404, "key_not_found", "There is no such key");
    return json(200, { message: "Revoked" });
  }

  #make(body: NewApiKey, by: MockUser, scopes: readonly string[]): Response {
    const user = body.user ?? by.username;
    if (body.name.trim() === "") return failure(400, "bad_request", "A key needs a name");
    if (body.scopes.some((scope) => !scopes.includes(scope))) return failure(403, "scope_not_yours", "That scope is not yours to give");
    if (this.of(user).length >= MOST_KEYS) return failure(409, "too_many_keys", `At most ${MOST_KEYS} keys`);
    const key: ApiKey = {
      key_id: hex(16),
      name: body.name,
      user,
      scopes: body.scopes,
      networks: body.networks ?? [],
      created_at: new Date().toISOString(),
      created_by: by.username,
      expires_at: body.expires_in_days === null ? null : new Date(Date.now() + (body.expires_in_days ?? USUAL_DAYS) * DAY_MS).toISOString(),
      last_used_at: null,
      last_used_address: null,
    };
    this.#keys = [key, ...this.#keys];
    const { key_id, name, networks, created_at, expires_at } = key;
    return json(201, { api_key: `hpcp_${key_id}_${hex(64)}_${hex(8)}`, key_id, name, scopes: key.scopes, networks, created_at, expires_at });
  }
}

function hex(digits: number): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(digits / 2)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
