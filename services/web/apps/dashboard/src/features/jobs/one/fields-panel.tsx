import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import panel from "../../../parts/panel.module.css";
import classes from "./job.module.css";

/** What Slurm itself says, word by word, for whoever knows its words. */
export function FieldsPanel({ fields }: { fields: readonly (readonly [string, string])[] }) {
  const { t } = useTranslation("jobs");
  return (
    <details id="slurm" className={`${panel.panel} ${classes.fields}`}>
      <summary>
        {t("fields.title")} <code className={classes.word}>scontrol show job</code>
      </summary>
      <dl>
        {fields.map(([key, value]) => (
          <div key={key}>
            <dt>{key}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
