import { describe, expect, it } from "vitest";
import { textOf } from "./text-of.ts";

const tree = {
  hello: "Hello, {{name}}",
  jobs_one: "{{count}} job",
  jobs_other: "{{count}} jobs",
  ahead_zero: "You are first",
  ahead_one: "{{count}} is ahead",
  ahead_other: "{{count}} are ahead",
  deep: { er: "here" },
};
const say = (path: string, values = {}) => textOf(tree, path, "en", values);

describe("a text", () => {
  it("is found by its path and filled in, markup and all as text", () => {
    expect(say("deep.er")).toBe("here");
    expect(say("hello", { name: "<b>$&</b>" })).toBe("Hello, <b>$&</b>");
  });

  it("is of one, of many, and of none where that has words of its own", () => {
    expect([0, 1, 2].map((count) => say("jobs", { count }))).toEqual(["0 jobs", "1 job", "2 jobs"]);
    expect([0, 1].map((count) => say("ahead", { count }))).toEqual(["You are first", "1 is ahead"]);
  });

  it("may count one figure and show another", () => {
    expect(say("jobs", { count: 1200, replace: { count: "1,200" } })).toBe("1,200 jobs");
  });

  it("that is missing shows its path, so that it is noticed", () => {
    expect(say("deep.est")).toBe("deep.est");
    expect(textOf(undefined, "jobs", "ko", { count: 1 })).toBe("jobs");
  });
});
