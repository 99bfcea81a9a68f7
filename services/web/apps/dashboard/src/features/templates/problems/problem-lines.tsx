import type { FileProblem } from "@hpc/api/templates-wire.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { IconAlertTriangle, IconCircleX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "../templates.module.css";
import { useFindingWords } from "./use-finding-words.ts";

export interface ProblemLinesProps {
  problems: readonly FileProblem[];
  /** Leads to the place in the text; without it the place is only told. */
  onGo?: (problem: FileProblem) => void;
}

/** What is wrong with a file, line by line. */
export default function ProblemLines({ problems, onGo }: ProblemLinesProps) {
  const { t } = useTranslation("templates");
  return (
    <ol className={classes.problems}>
      {problems.map((problem, index) => (
        // The same may be wrong twice at one place.
        <li key={index} className={classes.problemLine} data-severity={problem.severity}>
          {problem.severity === "warning" ? <IconAlertTriangle size={15} aria-hidden /> : <IconCircleX size={15} aria-hidden />}
          <span className="visually-hidden">{t(`severity.${problem.severity}`)}</span>
          <Place problem={problem} onGo={onGo}>
            {t("atLine", { line: problem.line })}
          </Place>
          <span className={classes.problemText}>
            {problem.path !== "" && <code>{problem.path}</code>} <Words problem={problem} />
          </span>
        </li>
      ))}
    </ol>
  );
}

function Words({ problem }: { problem: FileProblem }) {
  const { t } = useTranslation("templates");
  const { message, expected } = useFindingWords()(problem);
  return (
    <>
      {message}
      {expected !== "" && <span className={classes.dim}> {t("expected", { what: expected })}</span>}
    </>
  );
}

function Place({ problem, onGo, children }: { problem: FileProblem; onGo: ProblemLinesProps["onGo"]; children: ReactNode }) {
  if (onGo === undefined) return <span className={classes.problemPlace}>{children}</span>;
  return (
    <button type="button" className={classes.problemPlace} onClick={() => onGo(problem)}>
      {children}
    </button>
  );
}
