import { expect, it } from "vitest";
import { takeReturnPath } from "./return-path.ts";
import { isSignInError, SIGN_IN_ERRORS, takeSignInError } from "./sign-in-error.ts";
import { en } from "./texts.ts";

function address(href: string) {
  const location = { href } as Location;
  const shown: string[] = [];
  const history = { state: null, replaceState: (_: unknown, __: string, url: string) => shown.push(url) } as unknown as History;
  return { location, history, shown };
}

it("a failure of single sign-on is told once and leaves the address", () => {
  const { location, history, shown } = address("https://portal.example/?next=%2Fdashboard%2F&sign_in_error=not_allowed");
  expect(takeSignInError(location, history)).toBe("not_allowed");
  expect(shown).toEqual(["/?next=%2Fdashboard%2F"]);
});

it("nothing is told and the address stays when nothing failed", () => {
  const { location, history, shown } = address("https://portal.example/?next=%2Fdashboard%2F");
  expect(takeSignInError(location, history)).toBe("");
  expect(shown).toEqual([]);
});

it("each code has words, and foreign text in the address is not shown", () => {
  expect(Object.keys(en.signInError).sort()).toEqual([...SIGN_IN_ERRORS, "other"].sort());
  expect(isSignInError("<b>call 555-0100</b>")).toBe(false);
});

it("where one was going survives a failed round over the provider, and only that", () => {
  const kept = new Map<string, string>();
  const storage = () => ({
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  });
  expect(takeReturnPath("?next=%2Fdashboard%2Fuploads", false, storage)).toBe("/dashboard/uploads");
  expect(takeReturnPath("", true, storage)).toBe("/dashboard/uploads");
  expect(takeReturnPath("", false, storage)).toBeNull();
  expect(takeReturnPath("", true, storage)).toBeNull();
  kept.set("hpc-portal-next", "//evil.example");
  expect(takeReturnPath("", true, storage)).toBeNull();
});
