import type { NodeMap, NodeRow } from "@hpc/api/nodes-wire.ts";
import { describe, expect, it } from "vitest";
import { cellAt, cellCount, cellOf, countsOf, namesOf, shareOf, withRows } from "./cells.ts";

const group = { hosts: "cn[001-004]", count: 4, prefix: "cn", cpus: 64, memory_bytes: 0, gpus: 0, partitions: ["cpu"], counts: {}, cells: "i0m5aAx0" };
const map: NodeMap = { groups: [group], total: 4, as_of: "2026-11-22T00:00:00Z", stale: false, version: 7 };
const row = (more: Partial<NodeRow>) => ({ name: "cn002", summary: "mixed", cpus: 64, cpus_allocated: 0, ...more }) as NodeRow;

describe("cells of the map", () => {
  it("are a state and how much is allocated", () => {
    expect([0, 1, 2, 3].map((index) => cellAt(group.cells, index))).toEqual([
      { summary: "idle", share: 0 },
      { summary: "mixed", share: 0.5 },
      { summary: "allocated", share: 1 },
      { summary: "down", share: 0 },
    ]);
    expect(cellCount(group.cells)).toBe(4);
    expect(shareOf(group.cells)).toBe(0.375);
    expect(countsOf(group.cells)).toEqual({ idle: 1, mixed: 1, allocated: 1, down: 1 });
  });

  it("of a newer server, or cut short, are unknown", () => {
    expect(cellAt("q7", 0)).toEqual({ summary: "unknown", share: 0 });
    expect(cellAt("i", 0).summary).toBe("idle");
    expect(cellCount("i0m")).toBe(1);
  });

  it.each([
    [{ summary: "idle", cpus_allocated: 0 }, "i0"],
    [{ summary: "mixed", cpus_allocated: 1 }, "m1"],
    [{ summary: "mixed", cpus_allocated: 63 }, "m9"],
    [{ summary: "allocated", cpus_allocated: 64 }, "aA"],
    [{ summary: "draining", cpus_allocated: 32 }, "g5"],
    [{ summary: "future", cpus: 0, cpus_allocated: 0 }, "u0"],
  ] as const)("%o is written %s", (node, cell) => {
    expect(cellOf({ cpus: 64, ...node })).toBe(cell);
  });

  it("have names", () => {
    expect(namesOf(group).names[3]).toBe("cn004");
    expect(namesOf(group).places.get("cn002")).toBe(1);
  });

  it("follow the rows that an event tells", () => {
    const next = withRows(map, [row({ summary: "drained" }), row({ name: "elsewhere" })]);
    expect(next.groups[0]?.cells).toBe("i0d0aAx0");
    expect(next.groups[0]?.counts).toEqual({ idle: 1, drained: 1, allocated: 1, down: 1 });
    expect(withRows(map, [row({ name: "elsewhere" })])).toBe(map);
  });
});
