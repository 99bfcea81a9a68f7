import { expect, it } from "vitest";
import { duplicated } from "./starting-text.ts";

it("a duplicate has another id and is private; all else stays as it was written", () => {
  const text = [
    "# made by hand",
    "template:",
    "  id: flow   # ours",
    "  name: flow",
    "  description: |",
    "    id: of the case",
    "  source: official",
    "  is_public: true",
    "slurm:",
    "  partition: cpu",
    "overrides:",
    "  id: 1",
  ].join("\n");
  expect(duplicated(text, "flow-copy").split("\n")).toEqual([
    "# made by hand",
    "template:",
    "  id: flow-copy",
    "  name: flow",
    "  description: |",
    "    id: of the case",
    "  source: private",
    "  is_public: false",
    "slurm:",
    "  partition: cpu",
    "overrides:",
    "  id: 1",
  ]);
  expect(duplicated("no template", "x")).toBe("no template");
});
