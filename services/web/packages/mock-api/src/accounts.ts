/** The routes of accounts, sessions and passwords: one's own, and those of others for administrators. */
import type { AccountChange, NewAccount } from "@hpc/api/wire.ts";
import type { MockKeys } from "./keys.ts";
import { GROUPS, type MockUser, newUser, permissionsOf } from "./model.ts";
import { failure, json } from "./replies.ts";
import type { Caller, Held, MockSessions } from "./sign-in.ts";

const SHORTEST_PASSWORD = 10;

export class MockAccounts {
  readonly #sessions: MockSessions;
  readonly #keys: MockKeys;

  constructor(sessions: MockSessions, keys: MockKeys) {
    this.#sessions = sessions;
    this.#keys = keys;
  }

  /** Undefined for a path that is none of these. */
  async answer(request: Request, url: URL, caller: Caller): Promise<Response | undefined> {
    const { user, session } = caller;
    const [, area, ...path] = url.pathname.split("/").map(decodeURIComponent);
    if (area !== "auth") return undefined;
    const route = `${request.method} ${path[0] ?? ""}`;
    const body = async <T>() => (await request.json()) as T;
    switch (route) {
      case "GET user":
        return json(200, { ...shown(user), can_change_password: user.source === "local" });
      case "POST password":
        return this.#changePassword(caller, await body());
      case "GET sessions":
        return json(200, this.#sessionsOf(user.username, session.id));
      case "DELETE sessions":
        return this.#endSessions((one) => one.username === user.username && (path[1] === undefined ? one.id !== session.id : one.id === path[1]), path[1]);
    }
    if (path[0] !== "users" && path[0] !== "groups") return undefined;
    if (!user.permissions.includes("admin")) return failure(403, "forbidden", "Forbidden", { message: "Required permissions: admin" });
    if (route === "GET groups") return json(200, { groups: Object.entries(GROUPS).map(([name, permissions]) => ({ name, permissions })) });
    if (route === "GET users" && path[1] === undefined) return json(200, this.#list(url.searchParams));
    if (route === "POST users" && path[1] === undefined) return this.#make(await body());
    const other = this.#sessions.users.get(path[1] ?? "");
    if (other === undefined) return failure(404, "user_not_found", "There is no such user");
    const rest = `${request.method} ${path[2] ?? ""}`;
    switch (rest) {
      case "GET ":
        return json(200, this.#detail(other));
      case "PATCH ":
        return this.#change(user, other, await body());
      case "POST password": {
        const { new_password } = await body<{ new_password: string }>();
        if (new_password.length < SHORTEST_PASSWORD) return weak();
        other.password = new_password;
        this.#sessions.end(({ username }) => username === other.username);
        return json(200, { message: "Password set" });
      }
      case "GET sessions":
        return json(200, this.#sessionsOf(other.username, session.id));
      case "DELETE sessions":
        return this.#endSessions((one) => one.username === other.username && (path[3] === undefined || one.id === path[3]), path[3]);
    }
    return undefined;
  }

  #changePassword({ user, session }: Caller, body: { current_password: string; new_password: string }): Response {
    if (user.source !== "local") return failure(400, "password_elsewhere", "Your password is kept elsewhere");
    if (body.current_password !== user.password) return failure(401, "invalid_credentials", "The current password is wrong");
    if (body.new_password.length < SHORTEST_PASSWORD) return weak();
    user.password = body.new_password;
    this.#sessions.end(({ username, id }) => username === user.username && id !== session.id);
    return json(200, { message: "Password changed" });
  }

  #sessionsOf(name: string, current: string) {
    const sessions = [...this.#sessions.held.values()]
      .filter(({ username }) => username === name)
      .sort((a, b) => b.last_used_at.localeCompare(a.last_used_at))
      .map((one) => ({ ...one, username: undefined, refresh: undefined, current: one.id === current }));
    return { sessions, total: sessions.length };
  }

  #endSessions(matches: (session: Held) => boolean, id: string | undefined): Response {
    const ended = this.#sessions.end(matches);
    if (id !== undefined && ended === 0) return failure(404, "session_not_found", "There is no such session");
    return json(200, { message: "Ended", ended });
  }

  #list(ask: URLSearchParams) {
    const text = (ask.get("q") ?? "").toLowerCase();
    const users = [...this.#sessions.users.values()]
      .filter(({ username, display_name, email }) => `${username} ${display_name} ${email}`.toLowerCase().includes(text))
      .filter(({ groups }) => !ask.has("group") || groups.includes(ask.get("group") ?? ""))
      .filter(({ source }) => !ask.has("source") || source === ask.get("source"))
      .filter(({ enabled }) => !ask.has("enabled") || String(enabled) === ask.get("enabled"))
      .sort((a, b) => (a.username < b.username ? -1 : 1));
    const limit = Number(ask.get("limit") ?? 50);
    const from = Number(ask.get("cursor") ?? 0);
    const next_cursor = from + limit < users.length ? String(from + limit) : null;
    return { users: users.slice(from, from + limit).map(shown), total: users.length, next_cursor };
  }

  #make(body: NewAccount): Response {
    if (!/^[a-z_][a-z0-9_.-]{0,31}$/.test(body.username)) return failure(400, "bad_request", "That is no user name");
    if (this.#sessions.users.has(body.username)) return failure(409, "name_taken", "That name is taken");
    if (body.source !== "service" && (body.password ?? "").length < SHORTEST_PASSWORD) return weak();
    if (body.groups.length === 0) return failure(400, "bad_request", "Bad request", { message: "give 1 to 100 groups" });
    const { password, ...more } = body;
    const user = newUser(body.username, body.groups, { email: "", ...more, password: password ?? "", created_at: new Date().toISOString() });
    this.#sessions.users.set(user.username, user);
    return json(201, shown(user));
  }

  #change(admin: MockUser, user: MockUser, change: AccountChange): Response {
    const touchesAccess = change.enabled !== undefined || change.groups !== undefined;
    if (touchesAccess && admin.username === user.username) return failure(409, "yourself", "Somebody else has to do that");
    if (change.groups !== undefined && (user.source === "ldap" || user.source === "oidc")) {
      return failure(409, "groups_elsewhere", "The groups come from elsewhere");
    }
    Object.assign(user, change);
    user.permissions = permissionsOf(user.groups);
    if (!user.enabled) {
      this.#sessions.end(({ username }) => username === user.username);
      this.#keys.revokeAllOf(user.username);
    }
    return json(200, shown(user));
  }

  #detail(user: MockUser) {
    const sessions = this.#sessionsOf(user.username, "").total;
    return { ...shown(user), sessions, keys: this.#keys.of(user.username).length };
  }
}

/** Without the password: what is undefined is not sent. */
function shown(user: MockUser) {
  return { ...user, password: undefined };
}

function weak(): Response {
  return failure(400, "weak_password", "The password is too weak", { message: `At least ${SHORTEST_PASSWORD} characters` });
}
