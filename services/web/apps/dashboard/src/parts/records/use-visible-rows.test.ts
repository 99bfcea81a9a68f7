import { expect, it } from "vitest";
import { rowsIn } from "./use-visible-rows.ts";

it.each([
  [0, 370, 200, 0, 22],
  [3700, 370, 200, 88, 122],
  [7030, 370, 200, 178, 200],
  [0, 370, 3, 0, 3],
  [9000, 370, 3, 3, 3],
])("scrolled to %d px of a window of %d px, %d rows are drawn from %d to %d", (scrollTop, height, count, from, to) => {
  expect(rowsIn(scrollTop, height, 37, count)).toEqual({ from, to });
});
