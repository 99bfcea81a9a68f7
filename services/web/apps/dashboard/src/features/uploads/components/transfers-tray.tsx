import { notify } from "@hpc/ui/notices.tsx";
import { onDemand } from "@hpc/ui/on-demand.tsx";
import { useFormat } from "@hpc/ui/use-format.ts";
import { IconTransferIn } from "@tabler/icons-react";
import { useEffect, useEffectEvent, useRef } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { isOver } from "../../../parts/transfers/transfer.ts";
import { useTransferViews } from "../../../parts/transfers/transfers-context.ts";
import classes from "./tray.module.css";

const TrayPopover = onDemand("dialog", () => import("./tray-popover.tsx"));

/** Uploads go on while one browses: their number and speed, on every page. */
export function TransfersTray() {
  const { t } = useTranslation("uploads");
  const format = useFormat();
  const views = useTransferViews();
  useEndNotices();
  const going = views.filter(({ state }) => !isOver(state));
  const speed = views.reduce((sum, { bytesPerSecond }) => sum + (bytesPerSecond ?? 0), 0);
  const button = (
    <button type="button" className={classes.trayButton} data-tip={t("tray.label")}>
      <IconTransferIn size={18} stroke={1.6} aria-hidden />
      <span className="visually-hidden">{t("tray.label")}</span>{" "}
      {going.length > 0 && (
        <span className="tabular">
          {format.count(going.length)}
          {speed >= 1 && <span className={classes.traySpeed}> · {t("transfers.speed", { speed: format.bytes(speed) })}</span>}
        </span>
      )}
    </button>
  );
  return <TrayPopover button={button} />;
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
