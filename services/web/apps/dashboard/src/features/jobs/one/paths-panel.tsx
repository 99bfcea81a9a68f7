import { ActionIcon } from "@mantine/core";
import type { JobView } from "@hpc/api/cluster-wire.ts";
import { copyText } from "@hpc/ui/copy-text.ts";
import { visibleName } from "@hpc/ui/name-text.ts";
import { notify } from "@hpc/ui/notices.tsx";
import { named } from "@hpc/ui/tips.tsx";
import { IconCopy } from "@tabler/icons-react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { Panel } from "../../../parts/panel.tsx";
import classes from "./job.module.css";

/** Where its files are, to copy. */
export function PathsPanel({ view: { work_dir, command, detail } }: { view: JobView }) {
  const { t } = useTranslation("jobs");
  const paths = [
    ["workDir", work_dir],
    ["command", command],
    ["stdout", detail?.stdout ?? ""],
    ["stderr", detail?.stderr === detail?.stdout ? "" : (detail?.stderr ?? "")],
    ["stdin", detail?.stdin === "/dev/null" ? "" : (detail?.stdin ?? "")],
  ] as const;
  const told = paths.filter(([, path]) => path !== "");
  if (told.length === 0) return null;
  return (
    <Panel id="files" title={t("paths.title")}>
      <dl className={classes.paths}>
        {told.map(([name, path]) => (
          <div key={name} className={classes.path}>
            <dt>{t(`paths.${name}`)}</dt>
            <dd>
              <code>{visibleName(path)}</code>
              <ActionIcon
                variant="subtle"
                color="gray"
                size="sm"
                onClick={() => void copyText(path).then((copied) => copied && notify("good", t("paths.copied")))}
                {...named(t("paths.copy", { name: t(`paths.${name}`) }))}
              >
                <IconCopy size={14} />
              </ActionIcon>
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
