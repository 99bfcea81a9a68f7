import type { ImageView } from "@hpc/api/images-wire.ts";
import { visibleName } from "@hpc/ui/name-text.ts";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { Panel } from "../../../parts/panel.tsx";
import panel from "../../../parts/panel.module.css";
import classes from "../images.module.css";
import one from "./image.module.css";
import { Code } from "./code.tsx";
import { type CommandVariable, type ImageCommand, readCommand } from "./command.ts";

const CATEGORIES = ["solver", "pre-processing", "post-processing", "utility"] as const;

/** Commands that operators wrote beside the image, for jobs made from a template. */
export function CommandsPanel({ view: { command_templates: all } }: { view: ImageView }) {
  const { t } = useTranslation("images");
  if (all.length === 0) return null;
  return (
    <Panel id="commands" title={t("one.commands")} note={t("one.commandsNote")}>
      <ul className={panel.list}>
        {all.map((written, index) => {
          const command = readCommand(written);
          // They need not have names, and their order is the file's.
          return <li key={index} className={one.command}>{command === null ? <Broken /> : <Command command={command} />}</li>;
        })}
      </ul>
    </Panel>
  );
}

function Broken() {
  const { t } = useTranslation("images");
  return (
    <span className={classes.failed}>
      <IconAlertTriangle size={15} aria-hidden /> {t("one.broken")}
    </span>
  );
}

function Command({ command }: { command: ImageCommand }) {
  const { t } = useTranslation("images");
  const known = CATEGORIES.find((each) => each === command.category);
  const category = known === undefined ? visibleName(command.category) : t(`one.category.${known}`);
  return (
    <>
      <div className={one.commandHead}>
        <strong>{visibleName(command.name)}</strong>
        {category !== "" && <span className={one.category}>{category}</span>}
        {command.mpi && <span className={classes.dim}>{t("one.mpi")}</span>}
      </div>
      {command.description !== "" && <p className={classes.note}>{visibleName(command.description)}</p>}
      <Code text={command.format} name={command.name} wrap />
      <Variables title={t("one.inputs")} all={command.inputs} />
      <Variables title={t("one.variables")} all={command.variables} />
      <Variables title={t("one.outputs")} all={command.outputs} />
      <Lines title={t("one.before")} lines={command.before} />
      <Lines title={t("one.after")} lines={command.after} />
    </>
  );
}

function Variables({ title, all }: { title: string; all: readonly CommandVariable[] }) {
  const { t } = useTranslation("images");
  if (all.length === 0) return null;
  return (
    <div className={one.variables}>
      <div className={classes.dim}>{title}</div>
      <ul>
        {all.map(({ name, from, transform, description, required }) => (
          <li key={name}>
            <code>{visibleName(name)}</code> {from !== "" && <code className={classes.dim}>{visibleName(from)}</code>}{" "}
            {transform !== "" && <span className={classes.dim}>{t("one.by", { name: visibleName(transform) })}</span>} {visibleName(description)}{" "}
            {required && <span className={one.category}>{t("one.required")}</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Lines({ title, lines }: { title: string; lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <div className={one.variables}>
      <div className={classes.dim}>{title}</div>
      <Code text={lines.join("\n")} name={title} />
    </div>
  );
}
