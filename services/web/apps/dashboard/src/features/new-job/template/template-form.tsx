import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { IconClock, IconInfoCircle, IconSend } from "@tabler/icons-react";
import { lazy, Suspense, type SyntheticEvent, useRef } from "react";
import { lateTemplateJobTexts } from "../../../app/texts.ts";
import { withTexts } from "../../../app/with-texts.ts";
import { BusyButton } from "../../../parts/busy-button.tsx";
import panel from "../../../parts/panel.module.css";
import { useSubmitKey } from "../use-submit-key.ts";
import type { TemplateDraft } from "./draft.ts";
import { InputsPanel } from "./inputs-panel.tsx";
import { ScriptPanel } from "./script-panel.tsx";
import classes from "./template-job.module.css";
import { type TemplateOf, useTemplateJob } from "./use-template-job.ts";
import { ValuesPanel } from "./values-panel.tsx";
import { WhatPanel } from "./what-panel.tsx";
import "@hpc/ui/styles/fields.ts";

/** Comes with the first answer. */
const UsageLine = lazy(() => withTexts(lateTemplateJobTexts, import("./usage-line.tsx")));
/** There is something to say once something was asked. */
const Said = lazy(() => withTexts(lateTemplateJobTexts, import("./said.tsx")));

interface TemplateFormProps {
  of: TemplateOf;
  first: TemplateDraft;
  /** Where it comes from. */
  note?: string | undefined;
  /** The template is another one by now. */
  onReload: () => void;
}

export function TemplateForm({ of, first, note, onReload }: TemplateFormProps) {
  const { t } = useTranslation("templateJob");
  const job = useTemplateJob(of, first);
  const form = useRef<HTMLFormElement>(null);
  const { undecided, submitting, estimating } = job;
  const busy = submitting.isPending;
  const locked = undecided || busy;
  const name = t("form", { name: of.template.metadata.display_name });
  useSubmitKey(t("submit"), name, submit);

  function submit() {
    if (busy) return;
    if (job.submit()) {
      // Fields that are sent cannot be changed meanwhile, nor have the focus.
      form.current?.querySelector<HTMLElement>("[type=submit]")?.focus({ preventScroll: true });
      return;
    }
    // To the first field that keeps it back.
    requestAnimationFrame(() => {
      const first = form.current?.querySelector<HTMLElement>("[aria-invalid=true], [data-marked]");
      first?.scrollIntoView({ block: "center" });
      first?.focus({ preventScroll: true });
    });
  }

  function send(event: SyntheticEvent) {
    event.preventDefault();
    submit();
  }

  return (
    <form ref={form} className={classes.columns} onSubmit={send} noValidate aria-label={name}>
      {note !== undefined && (
        <p className={classes.note}>
          <IconInfoCircle size={16} aria-hidden /> {note}
        </p>
      )}
      <fieldset className={`${classes.group} ${panel.column}`} disabled={locked}>
        <WhatPanel of={of} job={job} />
        <InputsPanel template={of.template} job={job} />
        <ValuesPanel template={of.template} job={job} />
      </fieldset>
      <div className={classes.side}>
        <ScriptPanel job={job} locked={locked} />
        <Suspense>{job.preview.data !== undefined && <UsageLine of={job.preview.data} />}</Suspense>
        <Suspense>{(undecided || job.marked > 0 || !submitting.isIdle || !estimating.isIdle) && <Said job={job} onReload={onReload} />}</Suspense>
        <div className={classes.bar}>
          <BusyButton variant="subtle" color="gray" onClick={job.reset} off={busy}>
            {t(undecided ? "giveUp" : "reset")}
          </BusyButton>
          <span className={panel.space} />
          <BusyButton variant="default" leftSection={<IconClock size={15} />} onClick={job.estimate} busy={estimating.isPending} off={locked}>
            {t("estimate")}
          </BusyButton>
          <BusyButton type="submit" leftSection={<IconSend size={15} />} busy={busy}>
            {t(undecided ? "findOut" : "submit")}
          </BusyButton>
        </div>
      </div>
    </form>
  );
}
