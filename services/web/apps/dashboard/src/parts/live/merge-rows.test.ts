import { describe, expect, it } from "vitest";
import { type Change, mergeChange } from "./merge-rows.ts";

interface Row {
  id: number;
  state: string;
  mine?: boolean;
}

const list = { items: [{ id: 3, state: "RUNNING", mine: true }, { id: 2, state: "PENDING" }] as Row[], as_of: "t0", stale: false, version: 5, total: 2 };
const merging = { idOf: (row: Row) => row.id, mayBelong: (row: Row) => row.state === "PENDING", mayMove: (a: Row, b: Row) => a.state !== b.state };
const change = (more: Partial<Change<Row>>): Change<Row> => ({ rows: [], touches: () => false, untold: false, all: false, as_of: "t1", stale: false, version: 6, ...more });
const merge = (more: Partial<Change<Row>>) => mergeChange(list, change(more), merging);

describe("an event in a list", () => {
  it("changes the rows that are shown and keeps what it does not tell", () => {
    const { list: next, refetch } = merge({ rows: [{ id: 3, state: "RUNNING" }] });
    expect(next.items[0]).toEqual({ id: 3, state: "RUNNING", mine: true });
    expect([next.version, next.as_of, refetch]).toEqual([6, "t1", false]);
    expect(next.items[1]).toBe(list.items[1]);
  });

  it("asks for the list anew when a row may stand elsewhere now", () => {
    const { list: next, refetch } = merge({ rows: [{ id: 2, state: "RUNNING" }] });
    expect(next.items.map(({ state }) => state)).toEqual(["RUNNING", "RUNNING"]);
    expect(refetch).toBe(true);
  });

  it("asks for it when a row that is not shown may belong to it, and only then", () => {
    expect(merge({ rows: [{ id: 9, state: "PENDING" }] }).refetch).toBe(true);
    expect(merge({ rows: [{ id: 9, state: "RUNNING" }] }).refetch).toBe(false);
  });

  it("asks for it when a shown row changed untold or went", () => {
    expect(merge({ touches: ({ id }) => id === 2 }).refetch).toBe(true);
    expect(merge({ touches: ({ id }) => id === 7 }).refetch).toBe(false);
    expect(merge({ untold: true }).refetch).toBe(true);
  });

  it("is ignored when the list is newer", () => {
    const { list: next, refetch } = merge({ rows: [{ id: 3, state: "FAILED" }], version: 5 });
    expect(next).toBe(list);
    expect(refetch).toBe(false);
  });

  it("of a server that began anew is followed whatever its version", () => {
    expect(merge({ all: true, version: 1 }).refetch).toBe(true);
  });
});
