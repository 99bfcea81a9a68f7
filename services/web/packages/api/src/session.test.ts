import { MockPortal } from "@hpc/mock-api/mock-portal.ts";
import { describe, expect, it } from "vitest";
import { createPortalApi } from "./portal-api.ts";
import { ApiProblem, SignedOut, Unreachable } from "./problem.ts";

function open(portal = new MockPortal()) {
  return { portal, api: createPortalApi(portal.browser(), "http://portal.test") };
}

describe("a session", () => {
  it("is taken from the cookie after a reload", async () => {
    const portal = new MockPortal();
    const browser = portal.browser();
    await createPortalApi(browser, "http://portal.test").session.signIn("kim", "kim");
    const reloaded = createPortalApi(browser, "http://portal.test");
    expect(await reloaded.session.refresh()).toBe(true);
    expect((await reloaded.currentUser()).username).toBe("kim");
  });

  it("is refused without a cookie, and nothing is sent after that", async () => {
    const { portal, api } = open();
    expect(await api.session.refresh()).toBe(false);
    const before = portal.log.length;
    await expect(api.currentUser()).rejects.toBeInstanceOf(SignedOut);
    expect(portal.log).toHaveLength(before);
  });

  it("is renewed once for many calls that find it expired", async () => {
    const { portal, api } = open();
    await api.session.signIn("kim", "kim");
    let expired = 5;
    portal.fault = (_, path) => (path === "/auth/user" && expired-- > 0 ? new Response("{}", { status: 401 }) : undefined);
    await Promise.all([1, 2, 3, 4, 5].map(() => api.currentUser()));
    expect(portal.log.filter((line) => line === "POST /auth/refresh")).toHaveLength(1);
  });

  it("says what was wrong with a sign-in", async () => {
    const { api } = open();
    await expect(api.session.signIn("kim", "wrong")).rejects.toMatchObject({ status: 401, code: "invalid_credentials" });
  });

  it("is not over because the server cannot be reached", async () => {
    const { portal, api } = open();
    await api.session.signIn("kim", "kim");
    portal.fault = () => "refuse-connection";
    await expect(api.session.refresh()).rejects.toBeInstanceOf(Unreachable);
    expect(api.session.status()).toBe("signed-in");
  });

  it("goes on by the refresh cookie when the token has expired", async () => {
    const { portal, api } = open();
    await api.session.signIn("kim", "kim");
    portal.sessions.expireTokens();
    expect((await api.currentUser()).username).toBe("kim");
    expect(portal.log.filter((line) => line === "POST /auth/refresh")).toHaveLength(1);
  });

  it("keeps its id while it is renewed, and says why it ended", async () => {
    const { portal, api } = open();
    const told: (string | null)[] = [];
    await api.session.signIn("kim", "kim");
    const id = api.session.id();
    api.session.subscribe(() => told.push(api.session.id()));
    await api.session.refresh();
    expect(api.session.id()).toBe(id);
    expect(told).toEqual([]);
    portal.sessions.revokeAll();
    await expect(api.currentUser()).rejects.toBeInstanceOf(SignedOut);
    expect(told).toEqual([null]);
    expect(api.session.refusal()).toBe("session_ended");
  });

  it("is not ended by a wrong current password, which is asked for once", async () => {
    const { portal, api } = open();
    await api.session.signIn("kim", "kim");
    await expect(api.account.changePassword("wrong", "a much longer password")).rejects.toMatchObject({ code: "invalid_credentials" });
    expect(api.session.status()).toBe("signed-in");
    expect(portal.log.filter((line) => line === "POST /auth/password")).toHaveLength(1);
  });

  it("measures its end by the portal's clock", async () => {
    const portal = new MockPortal();
    const browser = portal.browser();
    // This computer's clock is an hour behind.
    portal.sessions.sessionMs = 3_600_000 + 30_000;
    const late = async (request: Request) => {
      const response = await browser(request);
      response.headers.set("Date", new Date(Date.now() + 3_600_000).toUTCString());
      return response;
    };
    const api = createPortalApi(late, "http://portal.test");
    await api.session.signIn("kim", "kim");
    expect(api.session.ending()).toMatchObject({ renewable: false });
    const left = (api.session.ending()?.at ?? 0) - Date.now();
    expect(left).toBeGreaterThan(25_000);
    expect(left).toBeLessThan(32_000);
  });

  it("of open mode needs nobody to sign in and does not end", () => {
    const { portal, api } = open();
    api.session.enterOpenMode();
    expect(api.session.status()).toBe("signed-in");
    expect(api.session.ending()).toBeNull();
    expect(portal.log).toEqual([]);
  });

  it("ends with signing out", async () => {
    const { portal, api } = open();
    await api.session.signIn("kim", "kim");
    await api.session.signOut();
    expect(api.session.status()).toBe("signed-out");
    expect(portal.log.at(-1)).toBe("POST /auth/logout");
    expect(await api.session.refresh()).toBe(false);
  });

  it("goes on when the portal could not end it, and ends when that is tried again", async () => {
    const { portal, api } = open();
    await api.session.signIn("kim", "kim");
    portal.fault = () => new Response(JSON.stringify({ error: "Logout failed", code: "logout_failed" }), { status: 503 });
    await expect(api.session.signOut()).rejects.toMatchObject({ status: 503, code: "logout_failed" });
    expect(api.session.status()).toBe("signed-in");
    portal.fault = () => undefined;
    await api.session.signOut();
    expect(api.session.status()).toBe("signed-out");
  });

  it("errors carry code, request id and Retry-After", async () => {
    const { portal, api } = open();
    await api.session.signIn("kim", "kim");
    const headers = { "X-Request-Id": "r-1", "Retry-After": "3" };
    portal.fault = () => new Response(JSON.stringify({ error: "Slow down", code: "rate_limited" }), { status: 429, headers });
    const problem = await api.currentUser().catch((error: unknown) => error);
    expect(problem).toBeInstanceOf(ApiProblem);
    expect(problem).toMatchObject({ message: "Slow down", code: "rate_limited", requestId: "r-1", retryAfterMs: 3000 });
  });
});
