import { describe, expect, it } from "vitest";
import { hasTemplateFilter, parseEditorSearch, parseTemplateSearch, parseTemplatesSearch, toggledTag } from "./templates-search.ts";

describe("the catalogue's address", () => {
  it("keeps what makes sense and drops the rest", () => {
    expect(parseTemplatesSearch({ category: "cfd", source: "community", tags: "mesh,,gpu,mesh", q: " wing ", colour: "red" })).toEqual({
      category: "cfd",
      source: "community",
      tags: "mesh,gpu",
      q: "wing",
    });
    expect(parseTemplatesSearch({ source: "elsewhere", tags: ",", q: "  " })).toEqual({});
    expect(parseTemplatesSearch({ q: 2024 })).toEqual({ q: "2024" });
  });

  it("has no filter where another list is shown", () => {
    expect(parseTemplatesSearch({ show: "archived", q: "wing" })).toEqual({ show: "archived" });
    expect(hasTemplateFilter({ show: "problems" })).toBe(false);
    expect(hasTemplateFilter({ tags: "gpu" })).toBe(true);
  });

  it("adds a tag and takes it away", () => {
    expect(toggledTag(undefined, "gpu")).toBe("gpu");
    expect(toggledTag("gpu,mpi", "gpu")).toBe("mpi");
    expect(toggledTag("mpi", "mpi")).toBe("");
  });
});

it("a comparison is two beginnings of digests, the second one perhaps now", () => {
  expect(parseTemplateSearch({ compare: "0a1b2c3d4e5f" })).toEqual({ compare: "0a1b2c3d4e5f" });
  expect(parseTemplateSearch({ compare: "0a1b2c3d", with: "ffffffff" })).toEqual({ compare: "0a1b2c3d", with: "ffffffff" });
  expect(parseTemplateSearch({ compare: "0A", with: "ffffffff" })).toEqual({});
  // The address reads digits as a number.
  expect(parseTemplateSearch({ compare: 12345678 })).toEqual({ compare: "12345678" });
});

it("the editor begins with what can be begun with", () => {
  expect(parseEditorSearch({ from: "flow-1.2", line: "12" })).toEqual({ from: "flow-1.2", line: 12 });
  expect(parseEditorSearch({ from: "../x", opened: "yes", line: "-1" })).toEqual({});
  expect(parseEditorSearch({ opened: "file" })).toEqual({ opened: "file" });
});
