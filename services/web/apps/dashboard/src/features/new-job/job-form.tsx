import { Group, Textarea } from "@mantine/core";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { IconClock, IconInfoCircle, IconSend } from "@tabler/icons-react";
import { type SyntheticEvent, useRef } from "react";
import { ActProblem } from "../../parts/acting/act-problem.tsx";
import { BusyButton } from "../../parts/busy-button.tsx";
import { Panel } from "../../parts/panel.tsx";
import panel from "../../parts/panel.module.css";
import { type Draft, type Fields, refusedField } from "./draft.ts";
import { Estimate } from "./estimate.tsx";
import { FormFields } from "./form-fields.tsx";
import classes from "./new-job.module.css";
import { type NewJob, useNewJob } from "./use-new-job.ts";
import { useSubmitKey } from "./use-submit-key.ts";
import "@hpc/ui/styles/fields.ts";

interface JobFormProps {
  first: Draft;
  fresh: Fields;
  /** Where it comes from. */
  note?: string;
}

export function JobForm({ first, fresh, note }: JobFormProps) {
  const { t } = useTranslation("newJob");
  const job = useNewJob(first, fresh);
  const { fields, wrong, undecided, submitting, estimating } = job;
  const form = useRef<HTMLFormElement>(null);
  const busy = submitting.isPending;
  useSubmitKey(t("submit"), t("title"), submit);

  function submit() {
    // Fields that are sent cannot be changed meanwhile, nor have the focus.
    if (!busy && job.submit()) form.current?.querySelector<HTMLElement>("[type=submit]")?.focus({ preventScroll: true });
  }

  function send(event: SyntheticEvent) {
    event.preventDefault();
    submit();
  }

  return (
    <form ref={form} className={classes.form} onSubmit={send} noValidate aria-label={t("title")}>
      {note !== undefined && (
        <p className={classes.note}>
          <IconInfoCircle size={16} aria-hidden /> {note}
        </p>
      )}
      <div className={classes.columns}>
        <fieldset className={classes.group} disabled={undecided || busy}>
          <Panel id="where" title={t("where")}>
            <FormFields fields={fields} wrong={wrong} set={job.set} />
          </Panel>
        </fieldset>
        <div className={panel.column}>
          <fieldset className={classes.group} disabled={undecided || busy}>
            <ScriptPanel value={fields.script} wrong={wrong.has("script")} onChange={(text) => job.set("script", text)} />
          </fieldset>
          <Said job={job} />
          <Group gap="xs" justify="flex-end">
            <BusyButton variant="subtle" color="gray" onClick={job.reset} off={busy}>
              {t(undecided ? "giveUp" : "reset")}
            </BusyButton>
            <BusyButton variant="default" leftSection={<IconClock size={15} />} onClick={job.estimate} busy={estimating.isPending} off={undecided || busy}>
              {t("estimate")}
            </BusyButton>
            <BusyButton type="submit" leftSection={<IconSend size={15} />} busy={busy}>
              {t(undecided ? "findOut" : "submit")}
            </BusyButton>
          </Group>
        </div>
      </div>
    </form>
  );
}

interface ScriptPanelProps {
  value: string;
  wrong: boolean;
  onChange: (text: string) => void;
}

function ScriptPanel({ value, wrong, onChange }: ScriptPanelProps) {
  const { t } = useTranslation("newJob");
  return (
    <Panel id="script" title={t("script")} note={t("scriptNote")}>
      <div className={panel.body}>
        <Textarea
          aria-label={t("script")}
          classNames={{ input: classes.script }}
          value={value}
          error={wrong && t("wrong.script")}
          onChange={(event) => onChange(event.currentTarget.value)}
          rows={18}
          spellCheck={false}
          autoCapitalize="none"
          autoCorrect="off"
        />
      </div>
    </Panel>
  );
}

/** What came of asking and of submitting. */
function Said({ job: { wrong, undecided, submitting, estimating } }: { job: NewJob }) {
  const { t } = useTranslation("newJob");
  return (
    <>
      {estimating.isError && refusedField(estimating.error) === undefined && <ActProblem error={estimating.error} />}
      {submitting.isError && !undecided && refusedField(submitting.error) === undefined && <ActProblem error={submitting.error} />}
      {undecided && (
        <div className={panel.problem} role="alert">
          {t("undecided")}
        </div>
      )}
      {wrong.size > 0 && (
        <p className={classes.wrong} role="status">
          {t("someWrong")}
        </p>
      )}
      {estimating.isSuccess && <Estimate told={estimating.data} />}
    </>
  );
}
