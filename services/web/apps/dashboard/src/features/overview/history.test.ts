import { describe, expect, it } from "vitest";
import { condensed, type Moment, momentsOf, withGaps } from "./history.ts";

const moment = (t: number, cpus: number | null): Moment => ({ t, cpus, memory: null, gpus: null, running: 10, pending: 0 });

describe("the cluster's past", () => {
  it("is shares of what there was, by the names of the columns", () => {
    const columns = ["t", "cpus_total", "cpus_allocated", "gpus_total", "gpus_allocated", "jobs_running"];
    expect(momentsOf({ columns, points: [[60, 200, 50, 0, 0, 7]] })).toEqual([{ t: 60, cpus: 0.25, memory: null, gpus: null, running: 7, pending: 0 }]);
  });

  it("is not drawn where nothing was seen", () => {
    const gappy = withGaps([moment(0, 0.5), moment(5, 0.5), moment(60, 0.9)], 5);
    expect(gappy.map(({ t, cpus }) => [t, cpus])).toEqual([[0, 0.5], [5, 0.5], [10, null], [60, 0.9]]);
  });

  it("is read in a table as means, the newest first", () => {
    const rows = condensed([moment(0, 0), moment(1, 1), moment(2, null), moment(3, 0.5)], 2);
    expect(rows.map(({ t, cpus }) => [t, cpus])).toEqual([[2, 0.5], [0, 0.5]]);
  });
});
