/**
 * Who is signed in, as far as this tab knows.
 *
 * The access token lives in memory only. What survives a reload and outlives the token is the HttpOnly refresh cookie,
 * which `POST /auth/refresh` turns into a fresh token; nothing secret is written to storage or told to other tabs.
 */
import { inTurn } from "./in-turn.ts";
import { ApiProblem, problemFrom, SignedOut, Unreachable } from "./problem.ts";
import { type Ending, isRenewable, SessionClock, type Times } from "./session-clock.ts";
import type { Refreshed, SessionEnd, SignedIn } from "./wire.ts";

export type SessionStatus = "unknown" | "signed-in" | "signed-out";
export type Fetch = (request: Request) => Promise<Response>;

/** What tabs tell each other about the session that they share. */
export interface Standing extends Times {
  id: string;
}

/** A token this close to its end is renewed before it is used. */
const RENEW_BEFORE_MS = 60_000;
/** Pages without an end of their own. */
const OPEN: Standing = { id: "open", begins: 0, tokenEnds: Infinity, sessionEnds: Infinity };

export class Session {
  readonly #fetch: Fetch;
  readonly #origin: string;
  readonly #clock: SessionClock;
  #status: SessionStatus = "unknown";
  #standing: Standing | null = null;
  /** Null although somebody is signed in: another tab renewed, and the cookie speaks for this one. */
  #token: string | null = null;
  #renewals = 0;
  #refusal = "";
  #refreshing: Promise<boolean> | null = null;
  readonly #listeners = new Set<() => void>();
  readonly #renewed = new Set<(standing: Standing) => void>();

  constructor(fetch: Fetch, origin: string) {
    this.#fetch = fetch;
    this.#origin = origin;
    this.#clock = new SessionClock({
      renew: () => void this.refresh().catch(() => undefined),
      random: () => Math.random(),
      now: () => Date.now(),
    });
  }

  readonly status = (): SessionStatus => this.#status;

  /** Which sign-in this is; another one may be another person's. */
  readonly id = (): string | null => this.#standing?.id ?? null;

  /** Tells of changes of `status` and `id`. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The end that is near; null while it is not. */
  readonly ending = (): Ending | null => this.#clock.ending();
  readonly watchEnding = (watcher: () => void): (() => void) => this.#clock.watch(watcher);

  /** Tells other tabs of what this one got from the portal. */
  onRenewed(listener: (standing: Standing) => void): void {
    this.#renewed.add(listener);
  }

  /** Why the last session could not go on: the portal's code, or "" when nobody said. */
  readonly refusal = (): string => this.#refusal;

  /** The token for the WebSocket's first message, when the cookie did not reach it. */
  token(): string | null {
    return this.#token;
  }

  async signIn(username: string, password: string): Promise<SignedIn> {
    const response = await this.#send(this.#post("/auth/login", { username, password }));
    if (!response.ok) throw await problemFrom(response);
    const signedIn = (await response.json()) as SignedIn;
    this.#accept(signedIn, response);
    return signedIn;
  }

  /** Throws when the portal could not end the session: then one is still signed in. */
  async signOut(): Promise<void> {
    const response = await this.#send(this.#post("/auth/logout", undefined, this.#bearer()));
    if (!response.ok) throw await problemFrom(response);
    discard(response);
    this.#end("");
  }

  /** Another tab signed out: so did this one. */
  leave(): void {
    this.#end("");
  }

  /** Another tab signed in or renewed: so did this one. */
  adopt(standing: Standing): void {
    this.#token = null;
    this.#begin(standing);
  }

  /** In open mode everybody is let in and no session ends. */
  enterOpenMode(): void {
    this.#begin(OPEN);
  }

  /** Looks what is due, after the computer may have slept. */
  wake(): void {
    this.#clock.look();
  }

  /** Renews by the refresh cookie. False means: sign in again. Throws when the server cannot be asked. */
  refresh(): Promise<boolean> {
    const before = this.#renewals;
    this.#refreshing ??= inTurn("hpc-portal-refresh", () => this.#refreshUnlessDone(before)).finally(() => (this.#refreshing = null));
    return this.#refreshing;
  }

  /** Sends with the token; a 401 renews it once and sends again. `SignedOut` when there is no session any more. */
  async authorized(makeRequest: () => Request): Promise<Response> {
    if (this.#status === "signed-out") throw new SignedOut();
    if (this.#isStale() && !(await this.refresh())) throw new SignedOut();
    const used = this.#renewals;
    const first = await this.#send(this.#withToken(makeRequest()));
    if (first.status !== 401 || (await isAboutPassword(first))) return first;
    discard(first);
    // Another request, or another tab, may have renewed it meanwhile.
    if (used === this.#renewals && !(await this.refresh())) throw new SignedOut();
    const second = await this.#send(this.#withToken(makeRequest()));
    if (second.status !== 401) return second;
    discard(second);
    this.#end("");
    throw new SignedOut();
  }

  #isStale(): boolean {
    if (this.#standing === null) return true;
    return isRenewable(this.#standing) && Date.now() > this.#standing.tokenEnds - RENEW_BEFORE_MS;
  }

  async #refreshUnlessDone(before: number): Promise<boolean> {
    if (this.#renewals !== before && this.#status === "signed-in") return true;
    // Without Authorization on purpose: the cookie is the newest of all tabs.
    const response = await this.#send(this.#post("/auth/refresh"));
    if (response.ok) {
      this.#accept((await response.json()) as Refreshed, response);
      return true;
    }
    const problem = await problemFrom(response);
    if (response.status !== 401 && response.status !== 403) throw problem;
    this.#end(problem.code);
    return false;
  }

  #accept(fresh: { token: string; expires_in: number; session: SessionEnd }, { headers }: Response): void {
    const begins = Date.now();
    // The two clocks may differ: what the portal dates is measured from the portal's now.
    const portalNow = Date.parse(headers.get("Date") ?? "") || begins;
    const sessionEnds = begins + Date.parse(fresh.session.ends_for_good_at) - portalNow;
    this.#token = fresh.token;
    const standing = { id: fresh.session.id, begins, tokenEnds: begins + fresh.expires_in * 1000, sessionEnds };
    this.#begin(standing);
    for (const listener of this.#renewed) listener(standing);
  }

  #begin(standing: Standing): void {
    this.#renewals += 1;
    this.#refusal = "";
    this.#clock.set(standing);
    this.#set("signed-in", standing);
  }

  #end(refusal: string): void {
    this.#token = null;
    this.#refusal = refusal;
    this.#clock.clear();
    this.#set("signed-out", null);
  }

  #set(status: SessionStatus, standing: Standing | null): void {
    const same = status === this.#status && standing?.id === this.#standing?.id;
    this.#status = status;
    this.#standing = standing;
    if (same) return;
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

/** A wrong password that was asked for once more is no end of a session, and asking again would count as a second guess. */
async function isAboutPassword(response: Response): Promise<boolean> {
  return (await problemFrom(response.clone())).code === "invalid_credentials";
}

/** An answer whose body nobody reads would keep its connection, of which a browser has six. */
function discard(response: Response): void {
  void response.body?.cancel().catch(() => undefined);
}
