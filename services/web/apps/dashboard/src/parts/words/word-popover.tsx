import "@hpc/ui/styles/menus.ts";
import { Popover } from "@mantine/core";
import type { Explained } from "@hpc/api/nodes-wire.ts";
import type { Opening } from "@hpc/ui/on-demand.tsx";
import { cloneElement, type ReactElement, useId, useState } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import classes from "./words.module.css";

interface WordPopoverProps {
  word: string;
  explained: Explained;
}

/** A word in two sentences, and what one can do. */
export default function WordPopover({ word, explained, button, defaultOpened }: WordPopoverProps & Opening) {
  const { t } = useTranslation("words");
  const [opened, setOpened] = useState(defaultOpened);
  const id = useId();
  const target = cloneElement(button as ReactElement<{ onClick: () => void }>, { onClick: () => setOpened(!opened) });
  const key = word.includes(".") ? "" : word;
  const slurm = explained.word === undefined || explained.word === "" ? key : explained.word;
  return (
    <Popover opened={opened} onChange={setOpened} width={320} position="bottom-start" shadow="md" withinPortal returnFocus>
      <Popover.Target>{target}</Popover.Target>
      <Popover.Dropdown className={classes.popover} aria-labelledby={id}>
        <div className={classes.title}>
          <strong id={id}>{explained.title}</strong>
          {slurm !== "" && <code>{slurm}</code>}
        </div>
        <p>{explained.meaning}</p>
        {explained.advice !== undefined && explained.advice !== "" && (
          <p>
            <span className={classes.advice}>{t("advice")}</span> {explained.advice}
          </p>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}
