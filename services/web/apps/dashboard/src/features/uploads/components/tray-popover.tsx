import "@hpc/ui/styles/menus.ts";
import { Button, Popover, Text } from "@mantine/core";
import type { Opening } from "@hpc/ui/on-demand.tsx";
import { Link } from "@tanstack/react-router";
import { cloneElement, type ReactElement, useState } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { isOver } from "../../../parts/transfers/transfer.ts";
import { useTransferViews } from "../../../parts/transfers/transfers-context.ts";
import { ChunkUploadProgress } from "./chunk-upload-progress.tsx";
import classes from "./uploads.module.css";

const SHOWN = 6;

export default function TrayPopover({ button, defaultOpened }: Opening) {
  const { t } = useTranslation("uploads");
  const views = useTransferViews();
  const [opened, setOpened] = useState(defaultOpened);
  const finished = views.filter(({ state }) => state.name === "completed").length;
  const stuck = views.filter(({ state }) => state.name === "failed" || state.name === "refused").length;
  const shown = [...views.filter(({ state }) => !isOver(state)), ...views.filter(({ state }) => isOver(state))].slice(0, SHOWN);
  const target = cloneElement(button as ReactElement<{ onClick: () => void }>, { onClick: () => setOpened(!opened) });
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={420} shadow="md" trapFocus returnFocus>
      <Popover.Target>{target}</Popover.Target>
      <Popover.Dropdown p="sm" className={classes.tray}>
        {views.length === 0 && <Text c="dimmed">{t("tray.none")}</Text>}
        {shown.map((transfer) => (
          <ChunkUploadProgress key={transfer.id} transfer={transfer} />
        ))}
        <div className={classes.trayFoot}>
          {finished > 0 && <span>{t("tray.finished", { count: finished })}</span>}
          {stuck > 0 && <span className={classes.bad}>{t("tray.needsYou", { count: stuck })}</span>}
          <span className={classes.space} />
          <Button component={Link} to="/uploads" variant="default" onClick={() => setOpened(false)}>
            {t("tray.open")}
          </Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
