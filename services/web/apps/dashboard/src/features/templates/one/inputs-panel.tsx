import type { TemplateView } from "@hpc/api/templates-wire.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { IconFile } from "@tabler/icons-react";
import { Panel } from "../../../parts/panel.tsx";
import panel from "../../../parts/panel.module.css";
import { type InputFact, inputsOf, outputsOf } from "../facts.ts";
import classes from "../templates.module.css";

/** Which files a job is given, and what each must be. */
export function InputsPanel({ template }: { template: TemplateView }) {
  const { t } = useTranslation("templates");
  const inputs = inputsOf(template);
  const outputs = outputsOf(template);
  return (
    <Panel id="inputs" title={t("one.inputs")}>
      {inputs.length === 0 && <p className={`${panel.body} ${panel.note}`}>{t("one.noInputs")}</p>}
      <ul className={panel.list}>
        {inputs.map((input, index) => (
          // Two of one key are a mistake, and shown as they are.
          <Input key={index} input={input} />
        ))}
      </ul>
      {outputs.length > 0 && <p className={classes.foot}>{t("one.outputs", { patterns: outputs.join(", ") })}</p>}
    </Panel>
  );
}

function Input({ input: { name, key, required, description, maxSize, kinds } }: { input: InputFact }) {
  const { t } = useTranslation("templates");
  return (
    <li className={panel.item}>
      <IconFile size={18} className={panel.itemIcon} aria-hidden />
      <div className={panel.itemBody}>
        <div className={panel.itemHead}>
          <bdi>{name}</bdi>
          <span className={required ? classes.required : classes.optional}>{required ? t("one.required") : t("one.optional")}</span>
        </div>
        {description !== "" && <div>{description}</div>}
        <div className={panel.itemText}>
          <code className={classes.code}>$FILE_{key.toUpperCase()}</code>
          <span>{kinds.length === 0 ? t("one.anyKind") : kinds.join(", ")}</span>
          {maxSize !== "" && <span className="tabular">{t("one.atMost", { size: maxSize })}</span>}
        </div>
      </div>
    </li>
  );
}
