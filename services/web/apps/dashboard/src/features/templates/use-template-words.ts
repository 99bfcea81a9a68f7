import { ApiProblem } from "@hpc/api/problem.ts";
import { useErrorSentence } from "@hpc/ui/faces/error-face.tsx";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { useFindingWords } from "./problems/use-finding-words.ts";

const FAILED = [
  "template_exists",
  "template_changed",
  "template_id_fixed",
  "template_not_found",
  "not_your_template",
  "no_folder",
  "template_too_large",
  "templates_away",
  "templates_read_only",
  "no_space",
] as const;

/** What the server said no to, in words that say what to do. */
export function useTemplateWords(): (error: unknown) => string {
  const { t } = useTranslation("templates");
  const sentence = useErrorSentence();
  const finding = useFindingWords();
  return (error) => {
    if (!(error instanceof ApiProblem)) return sentence(error);
    if (error.code === "bad_template") return t("failed.bad_template", { why: gravestOf(error) });
    const code = FAILED.find((each) => each === error.code);
    return code === undefined ? sentence(error) : t(`failed.${code}`);
  };

  /** What is wrong with the file that was sent; the gravest problem is the first. */
  function gravestOf(error: ApiProblem): string {
    const [problem] = error.fileProblems;
    if (problem === undefined) return error.message;
    return [problem.path, finding(problem).message].filter(Boolean).join(": ");
  }
}
