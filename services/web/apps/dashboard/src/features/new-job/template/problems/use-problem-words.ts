import type { FieldProblem, FieldProblemCode } from "@hpc/api/template-job-wire.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";

const TYPES = ["number", "integer", "string", "boolean", "array", "object", "null"] as const;

/** What keeps a job back, in the language that is on; in the server's words where it knows more than we do. */
export function useProblemWords(): (problem: FieldProblem) => string {
  const { t } = useTranslation("jobProblems");
  const { t: value } = useTranslation("jobValues");
  return ({ code, params = {}, message }) => {
    const said = t(code as FieldProblemCode, { replace: { ...params, expected: params.expected ?? expected(params) } });
    return said === code ? message : said;
  };

  function expected({ type, min, max }: Readonly<Record<string, string>>): string {
    const what = value(TYPES.find((each) => each === type) ?? "number");
    if (min !== undefined) return value("atLeast", { what, min });
    return max === undefined ? what : value("atMost", { what, max });
  }
}
