import { Text } from "@codemirror/state";
import type { FileProblem } from "@hpc/api/templates-wire.ts";
import { expect, it } from "vitest";
import { diagnosticsOf } from "./diagnostics.ts";

const problem = (line: number, column: number, more: Partial<FileProblem> = {}): FileProblem => ({
  file: "template",
  line,
  column,
  path: "",
  severity: "error",
  message: "wrong",
  expected: "",
  ...more,
});

const inEnglish = ({ message, expected }: FileProblem) => ({ message, expected });

it("marks what is wrong at its place, also behind characters of two units", () => {
  const doc = Text.of(["slurm:", "  nodes: zero # so", "  name: 🧪, x"]);
  const marked = diagnosticsOf(doc, [problem(2, 10, { path: "slurm.nodes", message: "'zero' does not fit", expected: "a number" }), problem(3, 12, { severity: "warning" })], inEnglish);
  expect(marked.map(({ from, to }) => doc.sliceString(from, to))).toEqual(["zero", "x"]);
  expect(marked.map(({ severity }) => severity)).toEqual(["error", "warning"]);
  expect(marked[0]?.message).toBe("slurm.nodes: 'zero' does not fit\n→ a number");
});

it("marks a whole line where nothing stands, and the last one of a text that became shorter", () => {
  const doc = Text.of(["a: 1", ""]);
  expect(diagnosticsOf(doc, [problem(9, 1), problem(1, 3)], inEnglish).map(({ from, to }) => [from, to])).toEqual([
    [0, 4],
    [5, 5],
  ]);
});
