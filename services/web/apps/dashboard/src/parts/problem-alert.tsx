import { ApiProblem } from "@hpc/api/problem.ts";
import { ErrorSentence } from "@hpc/ui/faces/error-face.tsx";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { isKnownProblem } from "./known-problems.ts";
import classes from "./panel.module.css";

/** What the server refused, where it was asked, in words that say what to do. */
export function ProblemAlert({ error }: { error: unknown }) {
  return (
    <div ref={show} className={classes.problem} role="alert">
      <ProblemWords error={error} />
    </div>
  );
}

/** In a long form it may stand below the fold. */
function show(alert: HTMLDivElement | null): void {
  alert?.scrollIntoView({ block: "nearest" });
}

export function ProblemWords({ error }: { error: unknown }) {
  const { t } = useTranslation("identity");
  if (!(error instanceof ApiProblem)) return <ErrorSentence error={error} />;
  if (error.status === 429) {
    return t("problem.wait", { seconds: Math.ceil((error.retryAfterMs ?? 60_000) / 1000) });
  }
  if (isKnownProblem(error.code)) return t(`problem.${error.code}`);
  return <ErrorSentence error={error} />;
}
