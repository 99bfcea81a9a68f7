import { describe, expect, it } from "vitest";
import { heldRows } from "./held-rows.ts";

const row = (id: number, text = "a") => ({ id, text });
const held = (shown: { id: number; text: string }[], next: { id: number; text: string }[]) => heldRows(shown, next, ({ id }) => id);

describe("rows under the pointer", () => {
  it("say what is new, where they are", () => {
    const { rows, waiting } = held([row(1), row(2)], [row(1), row(2, "b")]);
    expect(rows).toEqual([row(1), row(2, "b")]);
    expect(waiting).toBe(0);
  });

  it("do not move down for a new one, which waits", () => {
    const { rows, waiting } = held([row(2), row(1)], [row(3), row(2), row(1)]);
    expect(rows.map(({ id }) => id)).toEqual([2, 1]);
    expect(waiting).toBe(1);
  });

  it("stay when they are no longer of the list, and are marked", () => {
    const { rows, gone, waiting } = held([row(3), row(2), row(1)], [row(3), row(1)]);
    expect(rows.map(({ id }) => id)).toEqual([3, 2, 1]);
    expect([...gone]).toEqual([2]);
    expect(waiting).toBe(1);
  });

  it("do not change places", () => {
    const { rows, waiting } = held([row(1), row(2), row(3)], [row(3), row(1), row(2)]);
    expect(rows.map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(waiting).toBe(1);
  });

  it("are followed by those that were scrolled for", () => {
    const { rows, waiting } = held([row(9), row(8)], [row(10), row(9), row(8), row(7), row(6)]);
    expect(rows.map(({ id }) => id)).toEqual([9, 8, 7, 6]);
    expect(waiting).toBe(1);
  });
});
