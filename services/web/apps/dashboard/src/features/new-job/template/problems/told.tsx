import type { FieldProblem } from "@hpc/api/template-job-wire.ts";
import { useProblemWords } from "./use-problem-words.ts";

/** What the server says of a field. */
export default function Told({ problem }: { problem: FieldProblem }) {
  return useProblemWords()(problem);
}
