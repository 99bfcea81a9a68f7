import type { TemplateView } from "@hpc/api/templates-wire.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { Panel } from "../../../parts/panel.tsx";
import panel from "../../../parts/panel.module.css";
import { bindsOf, imageOf, variablesOf } from "../facts.ts";
import classes from "../templates.module.css";

/** Which images a job may run in, what of the machine they see, and which variables they get. */
export function ImagePanel({ template }: { template: TemplateView }) {
  const { t } = useTranslation("templates");
  const image = imageOf(template);
  const binds = bindsOf(template);
  const variables = variablesOf(template);
  if (image === null) return null;
  return (
    <Panel id="image" title={t("one.image")}>
      <div className={`${panel.body} ${classes.stack}`}>
        <div>
          <p className={panel.note}>{t(`one.imageRule.${image.mode}`, { partition: image.partition })}</p>
          <ul className={classes.names}>
            {(image.names.length === 0 && image.suggested !== "" ? [image.suggested] : image.names).map((name) => (
              <li key={name}>
                <code className={classes.code}>{name}</code>
                {name === image.suggested && <span className={classes.dim}> {t("one.imageDefault")}</span>}
              </li>
            ))}
          </ul>
          {!image.required && <p className={panel.note}>{t("one.imageOptional")}</p>}
        </div>
        {binds.length > 0 && (
          <div>
            <p className={panel.note}>{t("one.binds")}</p>
            <ul className={classes.names}>
              {binds.map((bind) => (
                <li key={bind}>
                  <code className={classes.code}>{bind}</code>
                </li>
              ))}
            </ul>
          </div>
        )}
        {variables.length > 0 && (
          <div>
            <p className={panel.note}>{t("one.env")}</p>
            <ul className={classes.names}>
              {variables.map(({ name, value }) => (
                <li key={name}>
                  <code className={classes.code}>
                    {name}={value}
                  </code>
                </li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </Panel>
  );
}
