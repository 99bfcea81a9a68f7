import { Button, Title } from "@mantine/core";
import { useFormat } from "@hpc/ui/use-format.ts";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef, useState } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { isOver, type TransferView } from "../../../parts/transfers/transfer.ts";
import { useTransfers, useTransferViews } from "../../../parts/transfers/transfers-context.ts";
import { ChunkUploadProgress } from "./chunk-upload-progress.tsx";
import { FileTypeSelector } from "./file-type-selector.tsx";
import classes from "./uploads.module.css";

const ROW_PX = 64;

/** The transfers of this tab, thousands if need be. */
export default function TransferList() {
  const { t } = useTranslation("uploads");
  const transfers = useTransfers();
  const views = useTransferViews();
  const [kinds, setKinds] = useState<readonly string[]>([]);
  const format = useFormat();
  if (views.length === 0) return null;
  const counts = new Map<string, number>();
  for (const { kind = "other" } of views) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const shown = views.filter(({ kind }) => kinds.length === 0 || kinds.includes(kind ?? "other"));
  const running = views.some(({ state }) => !isOver(state) && state.name !== "paused");
  const paused = views.some(({ state }) => state.name === "paused");

  return (
    <section className={classes.panel} aria-labelledby="transfers-title">
      <div className={classes.panelHead}>
        <Title order={2} id="transfers-title">
          {t("transfers.title")} <span className={classes.dim}>{format.count(views.length)}</span>
        </Title>
        {running && <span className={classes.hint}>{t("transfers.reassure")}</span>}
        <span className={classes.space} />
        {running && views.length > 1 && (
          <Button variant="subtle" color="gray" onClick={() => transfers.pauseAll()}>
            {t("transfers.pauseAll")}
          </Button>
        )}
        {paused && views.length > 1 && (
          <Button variant="subtle" color="gray" onClick={() => transfers.resumeAll()}>
            {t("transfers.resumeAll")}
          </Button>
        )}
        {views.some(({ state }) => isOver(state)) && (
          <Button variant="subtle" color="gray" onClick={() => transfers.dismissOver()}>
            {t("transfers.clear")}
          </Button>
        )}
      </div>
      {counts.size > 1 && (
        <div className={classes.panelTools}>
          <FileTypeSelector
            kinds={[...counts.keys()]}
            counts={counts}
            chosen={kinds}
            onToggle={(kind) => setKinds(kinds.includes(kind) ? kinds.filter((each) => each !== kind) : [...kinds, kind])}
            onAll={() => setKinds([])}
          />
        </div>
      )}
      <Rows views={shown} />
    </section>
  );
}

function Rows({ views }: { views: readonly TransferView[] }) {
  const scroller = useRef<HTMLDivElement>(null);
  // eslint-disable-next-line react-hooks/incompatible-library -- the virtualizer is meant to be read on each render
  const rows = useVirtualizer({
    count: views.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => views[index]?.id ?? index,
    overscan: 6,
  });
  return (
    <div ref={scroller} className={classes.transfers}>
      <ul className={classes.virtual} style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, key, start }) => {
          const transfer = views[index];
          if (transfer === undefined) return null;
          return (
            <li key={key} ref={rows.measureElement} data-index={index} className={classes.virtualRow} style={{ transform: `translateY(${start}px)` }}>
              <ChunkUploadProgress transfer={transfer} />
            </li>
          );
        })}
      </ul>
    </div>
  );
}
