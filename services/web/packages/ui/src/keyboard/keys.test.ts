import { describe, expect, it } from "vitest";
import { nameOf } from "./keys.ts";

const press = (key: string, code: string, more = {}) => ({ key, code, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more });

describe("key presses", () => {
  it("are named by what they type", () => {
    expect(nameOf(press("g", "KeyG"))).toBe("g");
    expect(nameOf(press("?", "Slash", { shiftKey: true }))).toBe("?");
    expect(nameOf(press("k", "KeyK", { ctrlKey: true }))).toBe("mod+k");
    expect(nameOf(press("k", "KeyK", { metaKey: true }))).toBe("mod+k");
    expect(nameOf(press("Escape", "Escape"))).toBe("escape");
  });

  it("mean the same with a Korean layout on", () => {
    expect(nameOf(press("ㅎ", "KeyG"))).toBe("g");
    expect(nameOf(press("ㅏ", "KeyK", { ctrlKey: true }))).toBe("mod+k");
  });

  it("that only modify, or compose, are none", () => {
    expect(nameOf(press("Shift", "ShiftLeft"))).toBeNull();
    expect(nameOf(press("Process", "KeyG"))).toBeNull();
    expect(nameOf(press("g", "KeyG", { altKey: true }))).toBeNull();
  });
});
