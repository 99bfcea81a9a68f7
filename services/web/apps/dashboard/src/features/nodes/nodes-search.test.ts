import type { NodeRow } from "@hpc/api/nodes-wire.ts";
import { describe, expect, it } from "vitest";
import { hasNodeFilter, mayBelong, mayMove, nodeQueryOf, parseNodesSearch, toggledState } from "./nodes-search.ts";

const row = (more: Partial<NodeRow> = {}) => ({ name: "cn001", summary: "idle", partitions: ["cpu"], features: ["ib"], load: 1, cpus: 64, ...more }) as NodeRow;

describe("the address of the nodes' page", () => {
  it("opens what it names and drops what it cannot be", () => {
    expect(parseNodesSearch({ state: "DOWN,drained,nonsense", partition: "gpu", q: " cn0 " })).toEqual({ state: "drained,down", partition: "gpu", q: "cn0" });
    expect(parseNodesSearch({ view: "table", sort: "-load", page: "2" })).toEqual({ view: "table", sort: "-load" });
    expect(parseNodesSearch({ sort: "-load" })).toEqual({});
  });

  it("opens the table for what the map cannot show", () => {
    expect(parseNodesSearch({ state: "attention" })).toEqual({ view: "table", state: "attention" });
    expect(parseNodesSearch({ feature: "ib" })).toEqual({ view: "table", feature: "ib" });
  });

  it("asks in the order of names unless told otherwise", () => {
    expect(nodeQueryOf({ state: "down" })).toEqual({ state: "down", sort: "name" });
  });

  it("takes states in and out", () => {
    expect(hasNodeFilter({ view: "table" })).toBe(false);
    expect(toggledState("down,idle", "down")).toBe("idle");
  });
});

describe("a node that an event tells of", () => {
  it("may belong to a list unless the list says otherwise", () => {
    expect(mayBelong({ state: "down" }, row())).toBe(false);
    expect(mayBelong({ state: "down,attention" }, row())).toBe(true);
    expect(mayBelong({ partition: "gpu" }, row())).toBe(false);
    expect(mayBelong({ feature: "ib,gpu" }, row())).toBe(true);
    expect(mayBelong({ q: "anything" }, row())).toBe(true);
  });

  it("moves when its state or what the list is sorted by changes, but not with every breath", () => {
    expect(mayMove({ state: "idle" }, row(), row({ summary: "down" }))).toBe(true);
    expect(mayMove({}, row(), row({ summary: "down" }))).toBe(false);
    expect(mayMove({ sort: "state" }, row(), row({ summary: "down" }))).toBe(true);
    expect(mayMove({ sort: "-load" }, row(), row({ load: 9 }))).toBe(false);
  });
});
