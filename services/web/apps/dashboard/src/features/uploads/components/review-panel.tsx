import { Button, Group, Title } from "@mantine/core";
import { FileName } from "@hpc/ui/file-name.tsx";
import { useFormat } from "@hpc/ui/use-format.ts";
import { IconAlertTriangle, IconCircleX, IconHistory } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import type { Candidate, Intake } from "../../../parts/transfers/intake.ts";
import type { IntakeControl } from "../use-intake.ts";
import { FileTypeSelector } from "./file-type-selector.tsx";
import { RefusalText } from "../../../parts/transfers/refusal-text.tsx";
import { ResumeChoice } from "./resume-choice.tsx";
import classes from "./uploads.module.css";

/** Shown before anything is sent when something needs the person's word: refusals, same names, unfinished uploads. */
export default function ReviewPanel({ intake, review }: { intake: IntakeControl; review: Intake }) {
  const { t } = useTranslation("uploads");
  const format = useFormat();
  const [kinds, setKinds] = useState<readonly string[]>([]);
  // Continuing is the default, unless the file has changed since its first part was sent.
  const [asNew, setAsNew] = useState<ReadonlySet<Candidate>>(
    () => new Set(review.candidates.filter(({ resume }) => resume?.changedSince === true)),
  );
  const refused = review.candidates.filter(({ refusal }) => refusal !== undefined);
  const possible = review.candidates.filter(({ refusal }) => refusal === undefined);
  const chosen = possible.filter(({ kind }) => kinds.length === 0 || kinds.includes(kind ?? "other"));
  const resumable = chosen.filter(({ resume }) => resume !== undefined);
  const counts = countKinds(possible);
  const bytes = chosen.reduce((sum, { file }) => sum + file.size, 0);

  function choose(candidate: Candidate, anew: boolean) {
    const next = new Set(asNew);
    if (anew) next.add(candidate);
    else next.delete(candidate);
    setAsNew(next);
  }

  return (
    <section className={classes.review} aria-labelledby="review-title">
      <Title order={2} id="review-title">
        {t("review.title", { count: review.candidates.length })}
      </Title>
      {counts.size > 1 && (
        <FileTypeSelector
          kinds={[...counts.keys()]}
          counts={counts}
          chosen={kinds}
          onToggle={(kind) => setKinds(kinds.includes(kind) ? kinds.filter((each) => each !== kind) : [...kinds, kind])}
          onAll={() => setKinds([])}
        />
      )}
      {review.shared.length > 0 && (
        <div className={classes.note}>
          <IconAlertTriangle size={16} className={classes.wait} aria-hidden />
          <span>{t("review.shared", { count: review.shared.length, names: review.shared.slice(0, 5).join(", ") })}</span>
        </div>
      )}
      {resumable.map((candidate) => (
        <div key={candidate.filename} className={classes.note}>
          <IconHistory size={16} className={classes.busy} aria-hidden />
          <ResumeChoice candidate={candidate} anew={asNew.has(candidate)} onChoose={(anew) => choose(candidate, anew)} />
        </div>
      ))}
      {refused.length > 0 && (
        <div className={classes.note}>
          <IconCircleX size={16} className={classes.bad} aria-hidden />
          <div className={classes.noteBody}>
            <strong>{t("review.refused", { count: refused.length })}</strong>
            <ul className={classes.refusals}>
              {refused.slice(0, 50).map(({ filename, refusal }) => (
                <li key={filename}>
                  <FileName name={filename} />
                  <span className={classes.dim}>{refusal !== undefined && <RefusalText refusal={refusal} />}</span>
                </li>
              ))}
            </ul>
          </div>
        </div>
      )}
      <Group gap="xs">
        <Button ref={focus} disabled={chosen.length === 0} onClick={() => intake.start(chosen, asNew)}>
          {chosen.length === 0 ? t("review.none") : t("review.start", { count: chosen.length })}
        </Button>
        <Button variant="default" onClick={() => intake.drop()}>
          {t("review.forget")}
        </Button>
        {chosen.length > 0 && <span className={`${classes.dim} tabular`}>{t("review.total", { size: format.bytes(bytes) })}</span>}
      </Group>
    </section>
  );
}

/** Enter starts what was just dropped; the panel stands where the person looks. */
function focus(button: HTMLButtonElement | null): void {
  button?.focus();
}

function countKinds(candidates: readonly Candidate[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { kind = "other" } of candidates) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}
