import { UnstyledButton } from "@mantine/core";
import { FileName } from "@hpc/ui/file-name.tsx";
import { TimeAgo } from "@hpc/ui/time-ago.tsx";
import { useFormat } from "@hpc/ui/use-format.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import type { Candidate } from "../../../parts/transfers/intake.ts";
import classes from "./uploads.module.css";

/** Continue the unfinished upload of this file, or begin anew. */
export function ResumeChoice({ candidate, anew, onChoose }: { candidate: Candidate; anew: boolean; onChoose: (anew: boolean) => void }) {
  const { t } = useTranslation("uploads");
  const format = useFormat();
  const { resume } = candidate;
  if (resume === undefined) return null;
  const { row, changedSince } = resume;
  return (
    <div className={classes.noteBody}>
      <FileName name={candidate.filename} />
      <div className={classes.dim}>
        {t("review.resume", { percent: format.percent(row.uploaded_chunks, row.total_chunks) })} (
        <TimeAgo time={row.updated_at ?? row.created_at} />) {changedSince && t("review.changed")}
      </div>
      <div className={classes.chips} role="group" aria-label={candidate.filename}>
        <UnstyledButton className={classes.chip} aria-pressed={!anew} onClick={() => onChoose(false)}>
          {t("review.continue")}
        </UnstyledButton>
        <UnstyledButton className={classes.chip} aria-pressed={anew} onClick={() => onChoose(true)}>
          {t("review.anew")}
        </UnstyledButton>
      </div>
    </div>
  );
}
