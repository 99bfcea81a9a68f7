import { expect, it } from "vitest";
import { expandHosts } from "./hosts.ts";

it.each([
  ["cn[001-003]", "cn001 cn002 cn003"],
  ["cn[009-011]", "cn009 cn010 cn011"],
  ["cn[1-2,5],login1", "cn1 cn2 cn5 login1"],
  ["r[1-2]n[01-02]", "r1n01 r1n02 r2n01 r2n02"],
  ["gpu[01,03]-ib", "gpu01-ib gpu03-ib"],
  ["login", "login"],
  ["", ""],
])("%s are %s", (text, names) => {
  expect(expandHosts(text).join(" ")).toBe(names);
});

it("ten thousand are opened at once, and no list is opened without end", () => {
  expect(expandHosts("cn[00001-10000]")).toHaveLength(10_000);
  expect(expandHosts("cn[1-900000000]").length).toBeLessThanOrEqual(100_000);
});
