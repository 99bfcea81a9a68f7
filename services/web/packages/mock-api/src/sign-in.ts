/** Tokens, the cookie, and who a request comes from. */
import { type MockUser, servicesOf, USERS } from "./model.ts";
import { failure, json } from "./replies.ts";

const COOKIE = "hpc_portal_token";

export class MockSessions {
  readonly #tokens = new Map<string, { user: MockUser; until: number }>();
  lifetimeSeconds = 3600;

  issue(user: MockUser): string {
    const token = `mock.${crypto.randomUUID()}`;
    this.#tokens.set(token, { user, until: Date.now() + this.lifetimeSeconds * 1000 });
    return token;
  }

  /** Ends every session at once, as a revocation would. */
  revokeAll(): void {
    this.#tokens.clear();
  }

  callerOf(token: string | undefined): MockUser | null {
    const entry = token === undefined ? undefined : this.#tokens.get(token);
    return entry !== undefined && entry.until > Date.now() ? entry.user : null;
  }

  caller(request: Request): MockUser | null {
    const bearer = request.headers.get("Authorization")?.replace(/^Bearer /, "");
    return this.callerOf(bearer ?? cookieToken(request.headers.get("Cookie")));
  }

  async login(request: Request): Promise<Response> {
    const body = (await request.json()) as { username?: string; password?: string };
    if (!body.username || !body.password) return failure(400, "bad_request", "Username and password required");
    const user = USERS[body.username];
    if (user === undefined || body.password !== body.username) {
      return failure(401, "invalid_credentials", "Invalid username or password");
    }
    const token = this.issue(user);
    const reply = { success: true, token, token_type: "Bearer", expires_in: this.lifetimeSeconds, user, services: servicesOf(user) };
    return json(200, reply, setCookie(token));
  }

  refresh(request: Request): Response {
    const user = this.caller(request);
    if (user === null) return failure(401, "invalid_token", "Invalid or expired token");
    const token = this.issue(user);
    return json(200, { token, expires_in: this.lifetimeSeconds }, setCookie(token));
  }

  logout(request: Request): Response {
    const bearer = request.headers.get("Authorization")?.replace(/^Bearer /, "");
    this.#tokens.delete(bearer ?? cookieToken(request.headers.get("Cookie")) ?? "");
    return json(200, { message: "Logged out successfully" }, { "Set-Cookie": `${COOKIE}=; Path=/; HttpOnly; Max-Age=0` });
  }
}

export function cookieToken(header: string | null | undefined): string | undefined {
  return header
    ?.split(/;\s*/)
    .find((part) => part.startsWith(`${COOKIE}=`))
    ?.slice(COOKIE.length + 1);
}

function setCookie(token: string): Record<string, string> {
  return { "Set-Cookie": `${COOKIE}=${token}; Path=/; HttpOnly; SameSite=Lax` };
}
