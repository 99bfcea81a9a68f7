import { ActionIcon } from "@mantine/core";
import { copyText } from "@hpc/ui/copy-text.ts";
import { visibleName } from "@hpc/ui/name-text.ts";
import { notify } from "@hpc/ui/notices.tsx";
import { named } from "@hpc/ui/tips.tsx";
import { IconCopy } from "@tabler/icons-react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import classes from "./image.module.css";

/** Copies what stands beside it. */
export function CopyButton({ text, name }: { text: string; name: string }) {
  const { t } = useTranslation("images");
  const copy = () => void copyText(text).then((copied) => copied && notify("good", t("one.copied")));
  return (
    <ActionIcon variant="subtle" color="gray" size="sm" className={classes.copy} onClick={copy} {...named(t("one.copyOf", { name }))}>
      <IconCopy size={14} />
    </ActionIcon>
  );
}

/** A text as it was written, to read and to copy; whoever wrote it, nothing of it can deceive. */
export function Code({ text, name, wrap = false }: { text: string; name: string; wrap?: boolean }) {
  return (
    <div className={classes.code}>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what is cut off must be reachable by keyboard */}
      <pre tabIndex={0} role="group" aria-label={name} data-wrap={wrap || undefined}>
        {visibleLines(text)}
      </pre>
      <CopyButton text={text} name={name} />
    </div>
  );
}

/** Line ends and tabs stay; what could make a line look like another one becomes visible. */
export function visibleLines(text: string): string {
  return text
    .split("\n")
    .map((line) => line.replace(/\r$/, "").split("\t").map(visibleName).join("\t"))
    .join("\n")
    .replace(/\n+$/, "");
}
