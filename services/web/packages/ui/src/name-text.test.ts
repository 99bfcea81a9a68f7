import { describe, expect, it } from "vitest";
import { splitName, visibleName } from "./name-text.ts";

describe("hostile names", () => {
  it("cannot turn their direction or break the line", () => {
    expect(visibleName("\u202egnp.exe")).toBe("\ufffdgnp.exe");
    expect(visibleName("a\u2028b\u200bc\nd\u0000")).toBe("a\ufffdb\ufffdc\ufffdd\ufffd");
    expect(visibleName("차체 해석.k")).toBe("차체 해석.k");
  });

  it("are shortened before their end, never inside a character", () => {
    const [head, tail] = splitName(`${"😀".repeat(30)}.msh`);
    expect(head + tail).toBe(`${"😀".repeat(30)}.msh`);
    expect(tail.endsWith(".msh")).toBe(true);
    expect(Array.from(tail)).toHaveLength(10);
    expect(splitName("short.msh")).toEqual(["short.msh", ""]);
  });
});
