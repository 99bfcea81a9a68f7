import { ActionIcon, Button } from "@mantine/core";
import type { Submission, SubmissionFile, SubmittedInput } from "@hpc/api/template-job-wire.ts";
import { copyText } from "@hpc/ui/copy-text.ts";
import { FileName } from "@hpc/ui/file-name.tsx";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { visibleName } from "@hpc/ui/name-text.ts";
import { notify } from "@hpc/ui/notices.tsx";
import { named } from "@hpc/ui/tips.tsx";
import { useFormat } from "@hpc/ui/use-format.ts";
import { IconAdjustments, IconCopy, IconRepeat } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useId, useState } from "react";
import { BusyButton } from "../../../../parts/busy-button.tsx";
import { Fact, Facts, Panel } from "../../../../parts/panel.tsx";
import panel from "../../../../parts/panel.module.css";
import { lostInputs } from "../../../../parts/templates/again.ts";
import classes from "../job.module.css";
import { fileUrl } from "./queries.ts";

/** Letters of a digest that are shown; all of them are copied. */
const SHOWN = 16;

const AgainDialog = lazy(() => import("./again-dialog.tsx"));

/** Template, image, files and values; and the same again. */
export function MadePanel({ submission, files, mine }: { submission: Submission; files: readonly SubmissionFile[]; mine: boolean }) {
  const { t } = useTranslation("jobs");
  const [asking, setAsking] = useState(false);
  const { template, image, command, inputs, overrides } = submission;
  const changed = Object.entries(overrides);
  const lost = lostInputs(submission);
  const why = useId();
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
          <BusyButton size="compact-md" variant="default" leftSection={<IconRepeat size={14} />} onClick={() => setAsking(true)} off={lost.length > 0} aria-describedby={lost.length > 0 ? why : undefined}>
            {t("made.again")}
          </BusyButton>
          <Button size="compact-md" variant="subtle" leftSection={<IconAdjustments size={14} />} renderRoot={(props) => <Link to="/jobs/new" search={{ template: template.id, submission: String(submission.id) }} {...props} />}>
            {t("made.change")}
          </Button>
        </div>
      )}
      {mine && lost.length > 0 && (
        <p id={why} className={`${panel.note ?? ""} ${panel.body ?? ""}`}>
          {t("made.lost", { files: lost.map(({ name }) => visibleName(name)).join(", ") })}
        </p>
      )}
      <Suspense>{asking && <AgainDialog submission={submission} onClose={() => setAsking(false)} />}</Suspense>
    </Panel>
  );
}

/** A link while the job still has it. */
function InputFile({ id, input: { name, bytes, sha256 }, files }: { id: number; input: SubmittedInput; files: readonly SubmissionFile[] }) {
  const format = useFormat();
  const there = files.find(({ kind, path }) => kind === "input" && path === `input/${name}`);
  return (
    <>
      <div className={classes.line}>
        {there === undefined ? (
          <FileName name={name} />
        ) : (
          <a href={fileUrl(id, there.path)} download className={classes.link}>
            <FileName name={name} />
          </a>
        )}
        <span className={`${classes.dim ?? ""} tabular`}>{format.bytes(bytes)}</span>
      </div>
      {typeof sha256 === "string" && <Digest sha256={sha256} name={name} />}
    </>
  );
}

/** By which one tells whether it is the file that one has. */
function Digest({ sha256, name }: { sha256: string; name: string }) {
  const { t } = useTranslation("jobs");
  const copy = () => void copyText(sha256).then((copied) => copied && notify("good", t("made.digestCopied")));
  return (
    <div className={classes.line}>
      <span className={classes.dim}>{t("made.digest")}</span> <code title={sha256}>{sha256.slice(0, SHOWN)}…</code>
      <ActionIcon variant="subtle" color="gray" size="sm" onClick={copy} {...named(t("made.copyDigest", { name: visibleName(name) }))}>
        <IconCopy size={14} />
      </ActionIcon>
    </div>
  );
}
