import { Alert } from "@mantine/core";
import { ApiProblem } from "@hpc/api/problem.ts";
import { ErrorSentence } from "@hpc/ui/faces/error-face.tsx";
import { useTranslation } from "react-i18next";
import { isKnownProblem } from "./known-problems.ts";

/** What the server refused, where it was asked, in words that say what to do. */
export function ProblemAlert({ error }: { error: unknown }) {
  return (
    <Alert color="red" variant="light" role="alert" p="xs" my="sm">
      <ProblemWords error={error} />
    </Alert>
  );
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
