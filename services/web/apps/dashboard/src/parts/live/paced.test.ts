import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { fromGaps } from "./gap-coded.ts";
import { Paced } from "./paced.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("what is asked for runs at once, and then at most every so often, the last time included", async () => {
  const ran: number[] = [];
  const start = Date.now();
  const paced = new Paced(() => ran.push(Date.now() - start), () => 5000, () => Date.now());
  for (let ms = 0; ms <= 12_000; ms += 1000) {
    paced.ask();
    await vi.advanceTimersByTimeAsync(1000);
  }
  await vi.advanceTimersByTimeAsync(20_000);
  expect(ran).toEqual([0, 5000, 10_000, 15_000]);
});

it("what was cancelled does not run", async () => {
  const run = vi.fn();
  const paced = new Paced(run, () => 5000, () => Date.now());
  paced.now();
  paced.ask();
  paced.cancel();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(run).toHaveBeenCalledTimes(1);
});

it("numbers told as gaps are whole again", () => {
  expect(fromGaps([4000, 1, 1, 17])).toEqual([4000, 4001, 4002, 4019]);
  expect(fromGaps(undefined)).toEqual([]);
});
