import { describe, expect, it } from "vitest";
import { cellUnder, gridFor, heightOf, placeOf } from "./paint.ts";

describe("the grid of cells", () => {
  it("is coarse for few nodes and fine for many", () => {
    expect(gridFor(4, 1200, false).sizePx).toBeGreaterThan(30);
    expect(gridFor(10_000, 1200, false)).toEqual({ sizePx: 10, gapPx: 2, columns: 100 });
    expect(gridFor(10_000, 360, true).sizePx).toBeGreaterThanOrEqual(16);
    expect(gridFor(4, 10, false).columns).toBe(1);
  });

  it("finds the cell under the pointer where it has put it", () => {
    const grid = gridFor(10_000, 1200, false);
    for (const index of [0, 1, 99, 100, 9999]) {
      const { x, y } = placeOf(index, grid);
      expect(cellUnder(x + 5, y + 5, 10_000, grid)).toBe(index);
    }
    expect(cellUnder(5, heightOf(10_000, grid) + 20, 10_000, grid)).toBeNull();
    expect(cellUnder(-1, 5, 10_000, grid)).toBeNull();
    expect(heightOf(101, grid)).toBe(22);
  });
});
