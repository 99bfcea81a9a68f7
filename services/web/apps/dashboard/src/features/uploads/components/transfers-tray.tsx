import { Button, Popover, Text } from "@mantine/core";
import { notify } from "@hpc/ui/notices.tsx";
import { useFormat } from "@hpc/ui/use-format.ts";
import { IconTransferIn } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { isOver } from "../engine/transfer.ts";
import { useTransferViews } from "../engine/transfers-context.ts";
import { ChunkUploadProgress } from "./chunk-upload-progress.tsx";
import classes from "./uploads.module.css";

const SHOWN = 6;

/** Uploads go on while one browses: their number and speed, on every page. */
export function TransfersTray() {
  const { t } = useTranslation("uploads");
  const format = useFormat();
  const views = useTransferViews();
  const [opened, setOpened] = useState(false);
  useEndNotices();
  const going = views.filter(({ state }) => !isOver(state));
  const finished = views.filter(({ state }) => state.name === "completed").length;
  const stuck = views.filter(({ state }) => state.name === "failed" || state.name === "refused").length;
  const speed = views.reduce((sum, { bytesPerSecond }) => sum + (bytesPerSecond ?? 0), 0);
  const shown = [...going, ...views.filter(({ state }) => isOver(state))].slice(0, SHOWN);
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={420} shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <button className={classes.trayButton} onClick={() => setOpened(!opened)} aria-label={t("tray.label")} aria-expanded={opened}>
          <IconTransferIn size={18} stroke={1.6} aria-hidden />
          {going.length > 0 && (
            <span className="tabular">
              {format.count(going.length)}
              <span className={classes.traySpeed}>{speed >= 1 && ` · ${t("transfers.speed", { speed: format.bytes(speed) })}`}</span>
            </span>
          )}
        </button>
      </Popover.Target>
      <Popover.Dropdown p="sm">
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

/** Says once, politely, that a transfer ended. */
function useEndNotices(): void {
  const { t } = useTranslation("uploads");
  const views = useTransferViews();
  const told = useRef(new Set<string>());
  const tell = useEffectEvent(() => {
    for (const { id, state, filename } of views) {
      const over = state.name === "completed" || state.name === "failed";
      if (!over) told.current.delete(id);
      if (!over || told.current.has(id)) continue;
      told.current.add(id);
      if (state.name === "completed") notify("good", t("transfers.done", { name: filename }));
      else notify("bad", t("transfers.failedNote", { name: filename }));
    }
  });
  useEffect(() => tell(), [views]);
}
