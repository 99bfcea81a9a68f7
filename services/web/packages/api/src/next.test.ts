import { describe, expect, it } from "vitest";
import { safeNext, signInUrl } from "./next.ts";

describe("where to go after sign-in", () => {
  it.each(["/dashboard/", "/dashboard/uploads?status=completed&sort=-created_at", "/vnc", "/dashboard/uploads?q=a%20b#x"])("takes %s", (path) => {
    expect(safeNext(path)).toBe(path);
  });

  it.each([
    null,
    undefined,
    "",
    "/",
    "dashboard",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/.//evil.example",
    "/dashboard/../..//evil.example",
    "https://evil.example/dashboard",
    "javascript:alert(1)",
    " //evil.example",
    `/${"a".repeat(3000)}`,
  ])("refuses %s", (path) => {
    expect(safeNext(path)).toBeNull();
  });

  it("whatever it takes stays on this portal", () => {
    for (const path of ["/a/..//b", "/%2f/evil.example", "/@evil.example", "/.evil.example", "/?next=//evil.example"]) {
      const next = safeNext(path);
      if (next !== null) expect(new URL(next, "https://portal.test").origin).toBe("https://portal.test");
    }
  });

  it("is carried through sign-in", () => {
    const url = new URL(signInUrl("/dashboard/uploads?q=mesh"), "https://portal.test");
    expect(safeNext(url.searchParams.get("next"))).toBe("/dashboard/uploads?q=mesh");
    expect(signInUrl("//evil.example")).toBe("/");
  });
});
