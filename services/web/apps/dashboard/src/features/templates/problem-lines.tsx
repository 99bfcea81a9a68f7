import { lazy, Suspense } from "react";
import { findingsTexts } from "../../app/texts.ts";
import { withTexts } from "../../app/with-texts.ts";
import type { ProblemLinesProps } from "./problems/problem-lines.tsx";

/** Most templates have no problems: what is said of them comes with the first one. */
const Lines = lazy(() => withTexts(findingsTexts, import("./problems/problem-lines.tsx")));

export function ProblemLines(props: ProblemLinesProps) {
  return (
    <Suspense>
      <Lines {...props} />
    </Suspense>
  );
}
