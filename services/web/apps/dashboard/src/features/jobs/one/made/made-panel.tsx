import { Button } from "@mantine/core";
import type { Submission, SubmissionFile, SubmittedInput } from "@hpc/api/template-job-wire.ts";
import { FileName } from "@hpc/ui/file-name.tsx";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { visibleName } from "@hpc/ui/name-text.ts";
import { useFormat } from "@hpc/ui/use-format.ts";
import { IconAdjustments, IconRepeat } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { Fact, Facts, Panel } from "../../../../parts/panel.tsx";
import classes from "../job.module.css";
import { fileUrl } from "./queries.ts";

const AgainDialog = lazy(() => import("./again-dialog.tsx"));

/** Template, image, files and values; and the same again. */
export function MadePanel({ submission, files, mine }: { submission: Submission; files: readonly SubmissionFile[]; mine: boolean }) {
  const { t } = useTranslation("jobs");
  const [asking, setAsking] = useState(false);
  const { template, image, command, inputs, overrides } = submission;
  const changed = Object.entries(overrides);
  return (
    <Panel id="made" title={t("made.title")}>
      <Facts>
        <Fact name={t("made.template")}>
          <Link to="/jobs/new" search={{ template: template.id }} className={classes.link}>
            {template.name}
          </Link>{" "}
          <span className={classes.dim}>{t("made.version", { version: template.version })}</span>
        </Fact>
        {image !== null && <Fact name={t("made.image")}>{visibleName(image.name)}</Fact>}
        {command !== null && <Fact name={t("made.command")}>{command}</Fact>}
        {changed.length > 0 && (
          <Fact name={t("made.changed")}>
            {changed.map(([key, value]) => (
              <div key={key}>
                <code>
                  {key} = {String(value)}
                </code>
              </div>
            ))}
          </Fact>
        )}
        {inputs.map((input) => (
          <Fact key={input.file_key} name={<code>{input.file_key}</code>}>
            <InputFile id={submission.id} input={input} files={files} />
          </Fact>
        ))}
      </Facts>
      {mine && (
        <div className={classes.madeTools}>
          <Button size="compact-md" variant="default" leftSection={<IconRepeat size={14} />} onClick={() => setAsking(true)}>
            {t("made.again")}
          </Button>
          <Button size="compact-md" variant="subtle" leftSection={<IconAdjustments size={14} />} renderRoot={(props) => <Link to="/jobs/new" search={{ template: template.id, submission: String(submission.id) }} {...props} />}>
            {t("made.change")}
          </Button>
        </div>
      )}
      <Suspense>{asking && <AgainDialog submission={submission} onClose={() => setAsking(false)} />}</Suspense>
    </Panel>
  );
}

/** A link while the job still has it. */
function InputFile({ id, input: { name, bytes }, files }: { id: number; input: SubmittedInput; files: readonly SubmissionFile[] }) {
  const format = useFormat();
  const there = files.find(({ kind, path }) => kind === "input" && path === `input/${name}`);
  return (
    <>
      {there === undefined ? (
        <FileName name={name} />
      ) : (
        <a href={fileUrl(id, there.path)} download className={classes.link}>
          <FileName name={name} />
        </a>
      )}{" "}
      <span className={`${classes.dim ?? ""} tabular`}>{format.bytes(bytes)}</span>
    </>
  );
}
