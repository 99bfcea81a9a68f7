import type { Diagnostic } from "@codemirror/lint";
import type { Text } from "@codemirror/state";
import type { FileProblem } from "@hpc/api/templates-wire.ts";
import type { FindingWords } from "../problems/use-finding-words.ts";

/** Marks for what the portal found, at the lines that there are: the text may have become shorter since. */
export function diagnosticsOf(doc: Text, problems: readonly FileProblem[], words: (problem: FileProblem) => FindingWords): Diagnostic[] {
  return problems
    .map((problem): Diagnostic => {
      const from = offsetOf(doc, problem);
      const line = doc.lineAt(from);
      // Up to the end of what is wrong; of a whole line where nothing stands there.
      const wrong = /^[^\s#,}\]]+/.exec(line.text.slice(from - line.from))?.[0].length ?? 0;
      return {
        from: wrong === 0 ? line.from : from,
        to: wrong === 0 ? line.to : from + wrong,
        severity: problem.severity === "warning" ? "warning" : "error",
        message: sentenceOf(problem.path, words(problem)),
      };
    })
    .sort((a, b) => a.from - b.from);
}

/** Where in the text a problem is; columns are counted in characters, the text in UTF-16. */
export function offsetOf(doc: Text, { line, column }: Pick<FileProblem, "line" | "column">): number {
  const { from, text } = doc.line(Math.max(1, Math.min(line, doc.lines)));
  return from + Array.from(text).slice(0, column - 1).join("").length;
}

function sentenceOf(path: string, { message, expected }: FindingWords): string {
  return [path === "" ? message : `${path}: ${message}`, expected].filter((part) => part !== "").join("\n→ ");
}
