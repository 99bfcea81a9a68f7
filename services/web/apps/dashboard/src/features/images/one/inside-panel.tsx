import type { ImageView } from "@hpc/api/images-wire.ts";
import { visibleName } from "@hpc/ui/name-text.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { Panel } from "../../../parts/panel.tsx";
import classes from "../images.module.css";
import one from "./image.module.css";
import { Code } from "./code.tsx";

/** What the image says about itself, each text in a fold of its own. */
export function InsidePanel({ view }: { view: ImageView }) {
  const { t } = useTranslation("images");
  const texts = [
    { name: t("one.help"), text: view.help, open: true },
    { name: t("one.runscript"), text: view.runscript, open: false },
    { name: t("one.startscript"), text: view.startscript, open: false },
    { name: t("one.test"), text: view.test, open: false },
    { name: t("one.definition"), text: view.definition, open: false },
  ].filter(({ text }) => text !== null && text.trim() !== "");
  const environment = Object.entries(view.env_vars);
  const apps = Object.entries(view.app_details);
  const nothing = texts.length + environment.length + apps.length === 0;
  return (
    <Panel id="inside" title={t("one.inside")} note={nothing ? t("one.nothing") : t("one.insideNote")}>
      {texts.map(({ name, text, open }) => (
        <Fold key={name} name={name} open={open}>
          <Code text={text ?? ""} name={name} />
        </Fold>
      ))}
      {environment.length > 0 && (
        <Fold name={t("one.environment")}>
          <Environment variables={environment} />
        </Fold>
      )}
      {apps.map(([name, { help, runscript, test }]) => (
        <Fold key={name} name={t("one.app", { name: visibleName(name) })}>
          {help !== null && <Code text={help} name={`${name}: ${t("one.help")}`} />}
          {runscript !== null && <Code text={runscript} name={`${name}: ${t("one.runscript")}`} />}
          {test !== null && <Code text={test} name={`${name}: ${t("one.test")}`} />}
        </Fold>
      ))}
      {view.remarks.length > 0 && (
        <Fold name={t("one.remarks")} open>
          <ul className={one.remarkList}>
            {view.remarks.map((remark) => (
              <li key={remark}>{visibleName(remark)}</li>
            ))}
          </ul>
        </Fold>
      )}
    </Panel>
  );
}

function Fold({ name, open = false, children }: { name: string; open?: boolean; children: React.ReactNode }) {
  return (
    <details className={one.fold} open={open}>
      <summary>{name}</summary>
      <div className={one.foldBody}>{children}</div>
    </details>
  );
}

/** Scripts have a path for a name; variables are lines. */
function Environment({ variables }: { variables: readonly [string, string][] }) {
  const { t } = useTranslation("images");
  const scripts = variables.filter(([name]) => name.startsWith("/"));
  const plain = variables.filter(([name]) => !name.startsWith("/"));
  return (
    <>
      {plain.length > 0 && <Code text={plain.map(([name, value]) => `${name}=${value}`).join("\n")} name={t("one.environment")} />}
      {scripts.map(([path, text]) => (
        <div key={path}>
          <div className={classes.note}>
            <code>{visibleName(path)}</code>
          </div>
          <Code text={text} name={path} />
        </div>
      ))}
    </>
  );
}
