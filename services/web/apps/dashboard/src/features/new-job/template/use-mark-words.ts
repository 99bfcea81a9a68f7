import type { FieldProblem } from "@hpc/api/template-job-wire.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import type { Mark } from "./use-template-job.ts";

/** What the server says no to, where we have words of our own; all else is the server's sentence. */
const KNOWN = [
  "missing",
  "extension",
  "too_large",
  "unexpected",
  "upload_not_found",
  "upload_unfinished",
  "upload_gone",
  "upload_failed",
  "image_missing",
  "image_not_found",
  "image_not_allowed",
  "image_has_no_path",
  "command_not_found",
  "not_allowed",
  "bad_name",
] as const;

/** Why a field is marked; `wrong` is what the form itself says of it. */
export function useMarkWords(): (mark: Mark | undefined, wrong: string) => string | undefined {
  const { t } = useTranslation("templateJob");
  return (mark, wrong) => {
    if (mark === undefined) return undefined;
    if (mark === "wrong") return wrong;
    if (mark === "missing" || mark === "underWay") return t(`problem.${mark}`);
    return sentence(mark);
  };

  function sentence({ code, message }: FieldProblem): string {
    const known = KNOWN.find((each) => each === code);
    return known === undefined ? message : t(`problem.${known}`);
  }
}
