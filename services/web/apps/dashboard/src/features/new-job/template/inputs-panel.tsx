import type { JobTemplate } from "@hpc/api/template-job-wire.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { Panel } from "../../../parts/panel.tsx";
import { inputsOf } from "./files.ts";
import { InputSlot } from "./input-slot.tsx";
import classes from "./template-job.module.css";
import type { TemplateJobForm } from "./use-template-job.ts";

/** The files that the job is given, one place for each. */
export function InputsPanel({ template, job }: { template: JobTemplate; job: TemplateJobForm }) {
  const { t } = useTranslation("templateJob");
  const inputs = inputsOf(template);
  if (inputs.length === 0) return null;
  return (
    <Panel id="inputs" title={t("inputs.title")}>
      <ul className={classes.slots}>
        {inputs.map((input) => (
          <li key={input.file_key} className={classes.slotItem}>
            <InputSlot
              input={input}
              required={template.files.required.includes(input)}
              file={job.fields.files[input.file_key]}
              slot={job.slots.of(input.file_key)}
              mark={job.markOf(`inputs.${input.file_key}`)}
              onChange={(file) => job.setFile(input.file_key, file)}
            />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
