import { Button } from "@mantine/core";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { IconClock, IconInfoCircle, IconSend } from "@tabler/icons-react";
import { type KeyboardEvent, lazy, Suspense, type SyntheticEvent, useRef } from "react";
import panel from "../../../parts/panel.module.css";
import type { TemplateDraft } from "./draft.ts";
import { InputsPanel } from "./inputs-panel.tsx";
import { ScriptPanel } from "./script-panel.tsx";
import classes from "./template-job.module.css";
import { type TemplateOf, useTemplateJob } from "./use-template-job.ts";
import { ValuesPanel } from "./values-panel.tsx";
import { WhatPanel } from "./what-panel.tsx";
import "@hpc/ui/styles/fields.ts";

/** Comes with the first answer. */
const CostLine = lazy(() => import("./cost-line.tsx"));
/** There is something to say once something was asked. */
const Said = lazy(() => import("./said.tsx"));

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
  const cost = job.preview.data?.cost ?? null;
  const busy = submitting.isPending;
  const locked = undecided || busy;

  function submit() {
    job.submit();
    // To the first field that keeps it back, if one does.
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

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    if (!busy) submit();
  }

  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Ctrl Enter in any of the fields
    <form ref={form} className={classes.columns} onSubmit={send} onKeyDown={onKeyDown} noValidate aria-label={t("form", { name: of.template.metadata.display_name })}>
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
        <Suspense>{cost !== null && <CostLine cost={cost} />}</Suspense>
        <Suspense>{(undecided || job.marked > 0 || !submitting.isIdle || !estimating.isIdle) && <Said job={job} onReload={onReload} />}</Suspense>
        <div className={classes.bar}>
          <Button variant="subtle" color="gray" onClick={job.reset} disabled={busy}>
            {t(undecided ? "giveUp" : "reset")}
          </Button>
          <span className={panel.space} />
          <Button variant="default" leftSection={<IconClock size={15} />} onClick={job.estimate} loading={estimating.isPending} disabled={locked}>
            {t("estimate")}
          </Button>
          <Button type="submit" leftSection={<IconSend size={15} />} loading={busy}>
            {t(undecided ? "findOut" : "submit")}
          </Button>
        </div>
      </div>
    </form>
  );
}
