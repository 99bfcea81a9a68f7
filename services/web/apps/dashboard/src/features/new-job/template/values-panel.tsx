import type { JobTemplate, Rule } from "@hpc/api/template-job-wire.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { IconLock } from "@tabler/icons-react";
import { lazy, Suspense } from "react";
import { lateTemplateJobTexts } from "../../../app/texts.ts";
import { withTexts } from "../../../app/with-texts.ts";
import { Panel } from "../../../parts/panel.tsx";
import classes from "./template-job.module.css";
import type { TemplateJobForm } from "./use-template-job.ts";
import { ValueField } from "./value-field.tsx";
import { givenBy, variableOf } from "./values.ts";

/** Comes when the partitions are known. */
const Room = lazy(() => withTexts(lateTemplateJobTexts, import("./room.tsx")));

interface ValuesPanelProps {
  template: JobTemplate;
  job: TemplateJobForm;
}

/** Variables that a person may set, and then where the job runs and with what. */
export function ValuesPanel({ template, job }: ValuesPanelProps) {
  const { t } = useTranslation("templateJob");
  const variables = template.rules.filter((rule) => variableOf(rule) !== undefined);
  const resources = template.rules.filter((rule) => variableOf(rule) === undefined);
  return (
    <>
      {variables.length > 0 && (
        <Panel id="parameters" title={t("parameters")}>
          <Fields rules={variables} template={template} job={job} />
        </Panel>
      )}
      <Panel id="where" title={t("where")}>
        <Fields rules={resources} template={template} job={job} />
        <Fixed template={template} />
        <Suspense>
          <Room template={template} job={job} />
        </Suspense>
      </Panel>
    </>
  );
}

function Fields({ rules, template, job }: ValuesPanelProps & { rules: readonly Rule[] }) {
  if (rules.length === 0) return null;
  return (
    <div className={classes.fields}>
      {rules.map((rule) => (
        <ValueField
          key={rule.key}
          rule={rule}
          given={givenBy(template, rule)}
          value={job.fields.values[rule.key] ?? ""}
          mark={job.markOf(`overrides.${rule.key}`)}
          onChange={(text) => job.setValue(rule.key, text)}
        />
      ))}
    </div>
  );
}

/** What of Slurm a template may set, in the order of a form. */
const SLURM = ["partition", "nodes", "ntasks", "cpus_per_task", "mem", "gres", "gpus", "time", "constraint", "qos", "account"] as const;

/** What the template decides, so that nobody looks for a field. */
function Fixed({ template }: { template: JobTemplate }) {
  const { t } = useTranslation("templateJob");
  const fixed = SLURM.filter((key) => !template.rules.some((rule) => rule.key === key))
    .map((key) => [key, givenBy(template, { key, type: "word", choices: [], label: NONE, help: NONE })] as const)
    .filter(([, value]) => value !== "");
  if (fixed.length === 0) return null;
  return (
    <div className={classes.fixed}>
      <span className={classes.fixedTitle}>
        <IconLock size={13} aria-hidden /> {t("fixed")}
      </span>
      {fixed.map(([key, value]) => (
        <span key={key}>
          {t(`values.${key}`)} <code>{value}</code>
        </span>
      ))}
    </div>
  );
}

const NONE = { ko: null, en: null };
