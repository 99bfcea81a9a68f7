import { ActionIcon, Button } from "@mantine/core";
import type { JobPreview } from "@hpc/api/template-job-wire.ts";
import { copyText } from "@hpc/ui/copy-text.ts";
import { useErrorSentence } from "@hpc/ui/faces/error-face.tsx";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { notify } from "@hpc/ui/notices.tsx";
import { named } from "@hpc/ui/tips.tsx";
import { IconChevronDown, IconChevronRight, IconCopy } from "@tabler/icons-react";
import { useMediaQuery } from "@mantine/hooks";
import { lazy, Suspense, useState } from "react";
import { Panel } from "../../../parts/panel.tsx";
import panel from "../../../parts/panel.module.css";
import classes from "./template-job.module.css";
import type { TemplateJobForm } from "./use-template-job.ts";

const ScriptText = lazy(() => import("./script-text.tsx"));
const ScriptEditor = lazy(() => import("./script-editor.tsx"));

/** As the style sheet has it: below it the two columns are one. */
const NARROW = "(max-width: 1023px)";

/** The script that the form makes, live; whoever knows better writes in it. */
export function ScriptPanel({ job, locked }: { job: TemplateJobForm; locked: boolean }) {
  const { t } = useTranslation("templateJob");
  const narrow = useMediaQuery(NARROW, undefined, { getInitialValueInEffect: false });
  const [open, setOpen] = useState<boolean | null>(null);
  const edited = job.fields.script !== null;
  const shown = open ?? (!narrow || edited);
  const script = job.fields.script ?? job.preview.data?.script ?? null;
  const tools = (
    <>
      {script !== null && (
        <ActionIcon variant="subtle" color="gray" onClick={() => void copyText(script).then((copied) => copied && notify("good", t("script.copied")))} {...named(t("script.copy"))}>
          <IconCopy size={16} />
        </ActionIcon>
      )}
      {edited ? (
        <Button size="compact-sm" variant="default" onClick={() => job.set({ script: null })} disabled={locked}>
          {t("script.back")}
        </Button>
      ) : (
        <Button
          size="compact-sm"
          variant="subtle"
          disabled={locked || script === null}
          onClick={() => {
            job.set({ script });
            setOpen(true);
          }}
        >
          {t("script.edit")}
        </Button>
      )}
      <ActionIcon variant="subtle" color="gray" aria-expanded={shown} onClick={() => setOpen(!shown)} {...named(t(shown ? "script.fold" : "script.unfold"))}>
        {shown ? <IconChevronDown size={16} /> : <IconChevronRight size={16} />}
      </ActionIcon>
    </>
  );
  return (
    <Panel id="script" title={t("script.title")} tools={tools} {...(shown ? { note: t(edited ? "script.edited" : "script.note") } : {})}>
      <Suspense>
        {shown && job.fields.script === null && <Written preview={job.preview.data} error={job.preview.error} stale={job.preview.isPlaceholderData} />}
        {shown && job.fields.script !== null && <ScriptEditor job={job} text={job.fields.script} locked={locked} />}
      </Suspense>
    </Panel>
  );
}

function Written({ preview, error, stale }: { preview: JobPreview | undefined; error: unknown; stale: boolean }) {
  const { t } = useTranslation("templateJob");
  const sentence = useErrorSentence();
  const script = preview?.script ?? null;
  return (
    <>
      {error !== null && (
        <p className={`${classes.wrong} ${panel.body ?? ""}`} role="status">
          {t("script.unknown", { why: sentence(error) })}
        </p>
      )}
      {script === null ? error === null && <p className={classes.nothing}>{t(preview === undefined ? "script.coming" : "script.none")}</p> : <ScriptText text={script} parts={preview?.parts ?? []} stale={stale || error !== null} />}
    </>
  );
}
