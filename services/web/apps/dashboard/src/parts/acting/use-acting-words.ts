import type { Outcome, Outcomes } from "@hpc/api/cluster-wire.ts";
import { ApiProblem } from "@hpc/api/problem.ts";
import { useErrorSentence } from "@hpc/ui/faces/error-face.tsx";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { notify } from "@hpc/ui/notices.tsx";

/** Refusals that have words of their own. */
const KNOWN = [
  "not_your_job",
  "operators_only",
  "not_a_cluster_user",
  "job_not_found",
  "node_not_found",
  "slurm_not_found",
  "slurm_refused",
  "not_allowed",
  "slurm_unavailable",
  "slurm_not_configured",
  "busy",
] as const;
/** After these nobody knows what came of one of many. */
const UNKNOWN: readonly (string | null)[] = ["slurm_timed_out", "slurm_failed"];

interface ActingWords {
  /** Why something could not be done; Slurm's own sentence where it gave one. */
  sentence: (error: unknown) => string;
  /** Tells in the corner what was not done, each reason once. */
  tellRefusals: (answers: readonly Outcomes[]) => void;
}

export function useActingWords(): ActingWords {
  const { t } = useTranslation("acting");
  const otherwise = useErrorSentence();

  function known(code: string | null, said: string, otherwise: string): string {
    const word = KNOWN.find((each) => each === code);
    return word === undefined ? otherwise : t(`problem.${word}`, { said });
  }

  function sentence(error: unknown): string {
    if (!(error instanceof ApiProblem)) return otherwise(error);
    if (error.unknownOutcome) return t("problem.unknown");
    return known(error.code, error.detail ?? error.message, otherwise(error));
  }

  function whyNot({ code, error }: Outcome): string {
    if (UNKNOWN.includes(code)) return t("problem.unknown");
    return known(code, error ?? "", error ?? "");
  }

  function tellRefusals(answers: readonly Outcomes[]): void {
    const reasons = new Map<string, number>();
    for (const outcome of answers.flatMap(({ results }) => results)) {
      if (outcome.ok) continue;
      const why = whyNot(outcome);
      reasons.set(why, (reasons.get(why) ?? 0) + 1);
    }
    for (const [why, count] of reasons) notify("bad", t("notDone", { count, why }));
  }

  return { sentence, tellRefusals };
}
