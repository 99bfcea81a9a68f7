/** Sessions, their cookies, and who a request comes from. */
import type { PortalSession } from "@hpc/api/wire.ts";
import { firstUsers, type MockUser, servicesOf } from "./model.ts";
import { failure, json } from "./replies.ts";

const ACCESS = "hpc_portal_token";
const REFRESH = "hpc_portal_refresh";
const SESSION_MS = 12 * 3_600_000;

export interface Held extends Omit<PortalSession, "current"> {
  username: string;
  /** The refresh token that is good now. */
  refresh: string;
}

export interface Caller {
  user: MockUser;
  session: Held;
}

export class MockSessions {
  readonly users = new Map<string, MockUser>(firstUsers().map((user) => [user.username, user]));
  readonly held = new Map<string, Held>();
  readonly #tokens = new Map<string, { id: string; until: number }>();
  lifetimeSeconds = 3600;
  sessionMs = SESSION_MS;

  /** Ends every session at once, as an operator would. */
  revokeAll(): void {
    this.held.clear();
  }

  /** As if every access token's time were over; the sessions go on. */
  expireTokens(): void {
    this.#tokens.clear();
  }

  /** Ends those that match; gives how many. */
  end(matches: (session: Held) => boolean): number {
    const ended = [...this.held.values()].filter(matches);
    for (const { id } of ended) this.held.delete(id);
    return ended.length;
  }

  callerOf(token: string | undefined): Caller | null {
    const entry = token === undefined ? undefined : this.#tokens.get(token);
    const session = entry === undefined || entry.until <= Date.now() ? undefined : this.held.get(entry.id);
    const user = session === undefined ? undefined : this.users.get(session.username);
    return session === undefined || user?.enabled !== true ? null : { user, session };
  }

  caller(request: Request): Caller | null {
    const bearer = request.headers.get("Authorization")?.replace(/^Bearer /, "");
    return this.callerOf(bearer ?? cookieIn(request.headers.get("Cookie"), ACCESS));
  }

  async login(request: Request): Promise<Response> {
    const body = (await request.json()) as { username?: string; password?: string };
    if (!body.username || !body.password) return failure(400, "bad_request", "Username and password required");
    const user = this.users.get(body.username);
    if (user?.enabled !== true || user.source === "service" || body.password !== user.password) {
      return failure(401, "invalid_credentials", "Invalid username or password");
    }
    const now = new Date().toISOString();
    user.last_sign_in_at = now;
    const session: Held = {
      id: newId(),
      username: user.username,
      refresh: "",
      method: user.source === "ldap" ? "ldap" : "password",
      address: "127.0.0.1",
      user_agent: request.headers.get("User-Agent") ?? "",
      created_at: now,
      last_used_at: now,
      expires_at: new Date(Date.now() + this.sessionMs).toISOString(),
    };
    this.held.set(session.id, session);
    const { username, email, groups, permissions } = user;
    const who = { user: { username, email, groups, permissions }, services: servicesOf(user) };
    return this.#issue(session, { success: true, token_type: "Bearer", ...who });
  }

  /** By the refresh cookie; the token of the session before still gets the same answer, as one of fifty tabs would need. */
  refresh(request: Request): Response {
    const [id = ""] = (cookieIn(request.headers.get("Cookie"), REFRESH) ?? "").split(".");
    const session = this.held.get(id) ?? this.caller(request)?.session;
    if (session === undefined) return failure(401, id === "" ? "not_signed_in" : "session_ended", "The session has ended");
    session.last_used_at = new Date().toISOString();
    return this.#issue(session, {});
  }

  logout(request: Request): Response {
    const [id = ""] = (cookieIn(request.headers.get("Cookie"), REFRESH) ?? "").split(".");
    this.held.delete(this.caller(request)?.session.id ?? id);
    const gone = [ACCESS, REFRESH].map((name): [string, string] => ["Set-Cookie", `${name}=; Path=/; HttpOnly; Max-Age=0`]);
    const reply = json(200, { message: "Logged out successfully" });
    for (const header of gone) reply.headers.append(...header);
    return reply;
  }

  #issue(session: Held, more: object): Response {
    const token = `mock.${newId()}`;
    const left = Math.ceil((Date.parse(session.expires_at) - Date.now()) / 1000);
    const expires_in = Math.min(this.lifetimeSeconds, left);
    session.refresh = `${session.id}.${newId()}`;
    this.#tokens.set(token, { id: session.id, until: Date.now() + expires_in * 1000 });
    const reply = json(200, { token, expires_in, session: { id: session.id, expires_at: session.expires_at, ends_for_good_at: session.expires_at }, ...more });
    reply.headers.append("Set-Cookie", `${ACCESS}=${token}; Path=/; HttpOnly; SameSite=Lax`);
    reply.headers.append("Set-Cookie", `${REFRESH}=${session.refresh}; Path=/auth; HttpOnly; SameSite=Strict`);
    return reply;
  }
}

export function newId(): string {
  return crypto.randomUUID();
}

/** The access cookie's value. */
export function cookieToken(header: string | null | undefined): string | undefined {
  return cookieIn(header, ACCESS);
}

function cookieIn(header: string | null | undefined, name: string): string | undefined {
  return header
    ?.split(/;\s*/)
    .find((part) => part.startsWith(`${name}=`))
    ?.slice(name.length + 1);
}
