import { Button } from "@mantine/core";
import { ApiProblem } from "@hpc/api/problem.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { ActProblem } from "../../../parts/acting/act-problem.tsx";
import panel from "../../../parts/panel.module.css";
import { Estimate } from "../estimate.tsx";
import classes from "./template-job.module.css";
import { Told } from "./use-mark-words.tsx";
import type { TemplateJobForm } from "./use-template-job.ts";

/** What came of asking and of submitting. */
export default function Said({ job: { marked, elsewhere, undecided, submitting, estimating }, onReload }: { job: TemplateJobForm; onReload: () => void }) {
  const { t } = useTranslation("templateJob");
  const changed = codeOf(submitting.error) === "template_changed" || codeOf(estimating.error) === "template_changed";
  return (
    <>
      {changed && (
        <div className={panel.problem} role="alert">
          {t("changed")}{" "}
          <Button size="compact-sm" variant="default" onClick={onReload}>
            {t("reload")}
          </Button>
        </div>
      )}
      {!changed && estimating.isError && !isOfFields(estimating.error) && <ActProblem error={estimating.error} />}
      {!changed && submitting.isError && !undecided && !isOfFields(submitting.error) && <ActProblem error={submitting.error} />}
      {undecided && (
        <div className={panel.problem} role="alert">
          {t("undecided")}
        </div>
      )}
      {marked > 0 && (
        <p className={classes.wrong} role="status">
          {t("someWrong", { count: marked })}
        </p>
      )}
      {elsewhere.map((problem) => (
        <p key={`${problem.field} ${problem.code}`} className={classes.wrong} role="status">
          <Told problem={problem} />
        </p>
      ))}
      {estimating.isSuccess && <Estimate told={estimating.data} />}
    </>
  );
}

function codeOf(error: unknown): string {
  return error instanceof ApiProblem ? error.code : "";
}

/** Then it stands beside them. */
function isOfFields(error: unknown): boolean {
  return error instanceof ApiProblem && error.problems.length > 0;
}
