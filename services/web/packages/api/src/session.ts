/**
 * Who is signed in, as far as this tab knows.
 *
 * The access token lives in memory only. The HttpOnly cookie that sign-in sets survives a reload, and
 * `POST /auth/refresh` turns it into a fresh token; nothing secret is written to storage.
 */
import { ApiProblem, problemFrom, SignedOut, Unreachable } from "./problem.ts";
import type { Refreshed, SignedIn } from "./wire.ts";

export type SessionStatus = "unknown" | "signed-in" | "signed-out";
export type Fetch = (request: Request) => Promise<Response>;

/** A token this close to its end is renewed before it is used. */
const RENEW_BEFORE_MS = 60_000;

export class Session {
  readonly #fetch: Fetch;
  readonly #origin: string;
  #status: SessionStatus = "unknown";
  #token: string | null = null;
  #expiresAt = 0;
  #refreshing: Promise<boolean> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #listeners = new Set<() => void>();

  constructor(fetch: Fetch, origin: string) {
    this.#fetch = fetch;
    this.#origin = origin;
  }

  readonly status = (): SessionStatus => this.#status;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The token for the WebSocket's first message, when the cookie did not reach it. */
  token(): string | null {
    return this.#token;
  }

  async signIn(username: string, password: string): Promise<SignedIn> {
    const response = await this.#send(this.#post("/auth/login", { username, password }));
    if (!response.ok) throw await problemFrom(response);
    const signedIn = (await response.json()) as SignedIn;
    this.#accept(signedIn);
    return signedIn;
  }

  async signOut(): Promise<void> {
    const headers = this.#bearer();
    this.#end();
    discard(await this.#send(this.#post("/auth/logout", undefined, headers)));
  }

  /** Another tab signed out: so did this one. */
  leave(): void {
    this.#end();
  }

  /** Renews the token from the cookie. False means: sign in again. Throws when the server cannot be asked. */
  refresh(): Promise<boolean> {
    this.#refreshing ??= this.#refreshOnce().finally(() => (this.#refreshing = null));
    return this.#refreshing;
  }

  /** Sends with the token; a 401 renews it once and sends again. `SignedOut` when there is no session any more. */
  async authorized(makeRequest: () => Request): Promise<Response> {
    if (this.#status === "signed-out") throw new SignedOut();
    if (Date.now() > this.#expiresAt - RENEW_BEFORE_MS && !(await this.refresh())) throw new SignedOut();
    const used = this.#token;
    const first = await this.#send(this.#withToken(makeRequest()));
    if (first.status !== 401) return first;
    discard(first);
    // Another request may have renewed it meanwhile.
    if (used === this.#token && !(await this.refresh())) throw new SignedOut();
    const second = await this.#send(this.#withToken(makeRequest()));
    if (second.status !== 401) return second;
    discard(second);
    this.#end();
    throw new SignedOut();
  }

  async #refreshOnce(): Promise<boolean> {
    // Without Authorization on purpose: the cookie is the newest of all tabs.
    const response = await this.#send(this.#post("/auth/refresh"));
    if (response.ok) {
      this.#accept((await response.json()) as Refreshed);
      return true;
    }
    if (response.status === 401 || response.status === 403) {
      discard(response);
      this.#end();
      return false;
    }
    throw await problemFrom(response);
  }

  #accept(fresh: { token: string; expires_in: number }): void {
    this.#token = fresh.token;
    this.#expiresAt = Date.now() + fresh.expires_in * 1000;
    clearTimeout(this.#timer);
    const delay = Math.max(5_000, fresh.expires_in * 1000 - 2 * RENEW_BEFORE_MS);
    this.#timer = setTimeout(() => void this.refresh().catch(() => undefined), Math.min(delay, 2 ** 31 - 1));
    this.#set("signed-in");
  }

  #end(): void {
    this.#token = null;
    this.#expiresAt = 0;
    clearTimeout(this.#timer);
    this.#set("signed-out");
  }

  #set(status: SessionStatus): void {
    if (status === this.#status) return;
    this.#status = status;
    for (const listener of this.#listeners) listener();
  }

  #withToken(request: Request): Request {
    for (const [name, value] of Object.entries(this.#bearer())) request.headers.set(name, value);
    return request;
  }

  #bearer(): Record<string, string> {
    return this.#token === null ? {} : { Authorization: `Bearer ${this.#token}` };
  }

  #post(path: string, body?: unknown, headers: Record<string, string> = {}): Request {
    const init: RequestInit = { method: "POST", headers, credentials: "same-origin" };
    if (body !== undefined) {
      init.body = JSON.stringify(body);
      init.headers = { ...headers, "Content-Type": "application/json" };
    }
    return new Request(this.#origin + path, init);
  }

  async #send(request: Request): Promise<Response> {
    try {
      return await this.#fetch(request);
    } catch (error) {
      if (request.signal.aborted || error instanceof ApiProblem) throw error;
      throw new Unreachable("The portal did not answer", { cause: error });
    }
  }
}

/** An answer whose body nobody reads would keep its connection, of which a browser has six. */
function discard(response: Response): void {
  void response.body?.cancel().catch(() => undefined);
}
