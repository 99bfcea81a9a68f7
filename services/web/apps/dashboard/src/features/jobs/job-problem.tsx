import { ApiProblem } from "@hpc/api/problem.ts";
import { ErrorSentence } from "@hpc/ui/faces/error-face.tsx";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";

/** Refusals that have words of their own. */
const KNOWN = ["not_your_job", "job_not_found", "slurm_refused", "slurm_unavailable", "slurm_timed_out", "slurm_not_configured"] as const;

/** Why something could not be done to a job; Slurm's own sentence where it gave one. */
export function JobProblem({ error }: { error: unknown }) {
  const { t } = useTranslation("jobs");
  const code = error instanceof ApiProblem ? KNOWN.find((each) => each === error.code) : undefined;
  if (code === undefined || !(error instanceof ApiProblem)) return <ErrorSentence error={error} />;
  return t(`problem.${code}`, { message: error.detail ?? error.message });
}
