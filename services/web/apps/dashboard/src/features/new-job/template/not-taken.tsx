import type { TemplateInput } from "@hpc/api/template-job-wire.ts";
import { ErrorSentence } from "@hpc/ui/faces/error-face.tsx";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { visibleName } from "@hpc/ui/name-text.ts";
import { useFormat } from "@hpc/ui/use-format.ts";
import { RefusalText } from "../../../parts/transfers/refusal-text.tsx";
import classes from "./template-job.module.css";
import type { NotTaken } from "./use-slot-intake.ts";

/** Why a file was not taken, before anything of it was sent. */
export default function NotTakenText({ input, what }: { input: TemplateInput; what: NotTaken }) {
  return (
    <p className={classes.wrong} role="alert">
      <span>
        <bdi>{visibleName(what.name)}</bdi>: <Why input={input} what={what} />
      </span>
    </p>
  );
}

function Why({ input, what }: { input: TemplateInput; what: NotTaken }) {
  const { t } = useTranslation("templateJob");
  const format = useFormat();
  if ("refusal" in what) return <RefusalText refusal={what.refusal} />;
  if ("error" in what) return <ErrorSentence error={what.error} />;
  if ("count" in what) return t("notTaken.one");
  if (what.wrong.why === "extension") return t("notTaken.extension", { allowed: input.extensions.join(", ") });
  if (what.wrong.why === "large") return t("notTaken.large", { limit: format.bytes(input.max_size ?? 0) });
  return <RefusalText refusal={{ why: "empty" }} />;
}
