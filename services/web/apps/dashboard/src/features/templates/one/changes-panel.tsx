import type { TemplateView } from "@hpc/api/templates-wire.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { Panel } from "../../../parts/panel.tsx";
import panel from "../../../parts/panel.module.css";
import { type ChangeFact, changesOf, isResource } from "../facts.ts";
import classes from "../templates.module.css";

/** What a person may change for one job, and within which bounds. */
export function ChangesPanel({ template }: { template: TemplateView }) {
  const { t, language } = useTranslation("templates");
  const changes = changesOf(template, language);
  return (
    <Panel id="changes" title={t("one.changes")} note={changes.length === 0 ? t("one.noChanges") : t("one.changesNote")}>
      <ul className={panel.list}>
        {changes.map((change) => (
          <Change key={change.key} change={change} />
        ))}
      </ul>
    </Panel>
  );
}

function Change({ change }: { change: ChangeFact }) {
  const { t } = useTranslation("templates");
  const { key, label, help } = change;
  const name = label !== "" ? label : isResource(key) ? t(`fields.${key}`) : key.replace(/^env\./, "");
  return (
    <li className={panel.item}>
      <div className={panel.itemBody}>
        <div className={panel.itemHead}>
          {name} <code className={`${classes.code} ${classes.dim}`}>{key.replace(/^env\./, "$")}</code>
        </div>
        {help !== "" && <div className={panel.itemText}>{help}</div>}
      </div>
      <span className={`${classes.bounds} tabular`}>
        <Bounds change={change} />
      </span>
    </li>
  );
}

function Bounds({ change: { min, max, choices, isSwitch } }: { change: ChangeFact }) {
  const { t } = useTranslation("templates");
  if (choices.length > 0) return t("one.choices", { list: choices.join(", ") });
  if (isSwitch) return t("one.onOff");
  if (min !== "" && max !== "") return t("one.fromTo", { min, max });
  if (min !== "") return t("one.from", { min });
  return max === "" ? t("one.free") : t("one.to", { max });
}
