import { MockPortal } from "@hpc/mock-api/mock-portal.ts";
import { describe, expect, it, vi } from "vitest";
import { shareWithOtherTabs } from "./other-tabs.ts";
import { createPortalApi } from "./portal-api.ts";

/** Two tabs of one browser, which may have other tabs of other tests beside them. */
function twoTabs() {
  const portal = new MockPortal();
  const browser = portal.browser();
  const tabs = [1, 2].map(() => createPortalApi(browser, "http://portal.test"));
  for (const { session } of tabs) shareWithOtherTabs(session);
  const [first, second] = tabs;
  if (first === undefined || second === undefined) throw new Error("two tabs");
  return { portal, first, second };
}

const renewals = ({ log }: MockPortal) => log.filter((line) => line === "POST /auth/refresh").length;

describe("tabs of one browser", () => {
  it("share a sign-in without telling each other the token", async () => {
    const { portal, first, second } = twoTabs();
    await first.session.signIn("kim", "kim");
    await vi.waitFor(() => expect(second.session.status()).toBe("signed-in"));
    expect(second.session.token()).toBeNull();
    expect((await second.currentUser()).username).toBe("kim");
    expect(renewals(portal)).toBe(0);
    expect(second.session.id()).toBe(first.session.id());
  });

  it("are renewed by one of them", async () => {
    const { portal, first, second } = twoTabs();
    await first.session.signIn("kim", "kim");
    await vi.waitFor(() => expect(second.session.status()).toBe("signed-in"));
    await second.session.refresh();
    await vi.waitFor(() => expect(first.session.token()).toBeNull());
    expect((await first.currentUser()).username).toBe("kim");
    expect(renewals(portal)).toBe(1);
  });

  it("sign out together, and a tab that finds nobody signed in says nothing", async () => {
    const { first, second } = twoTabs();
    await first.session.signIn("kim", "kim");
    await vi.waitFor(() => expect(second.session.status()).toBe("signed-in"));
    await second.session.signOut();
    await vi.waitFor(() => expect(first.session.status()).toBe("signed-out"));
  });
});
