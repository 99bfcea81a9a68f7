import { useComputedColorScheme } from "@mantine/core";
import type { NodeSummary } from "@hpc/api/nodes-wire.ts";
import { useEffect, useRef } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import classes from "./map.module.css";
import { inkOf, paintCell } from "./paint.ts";

const SHARES: Partial<Record<NodeSummary, number>> = { mixed: 0.5, draining: 0.5, allocated: 1 };

/** What the cells stand for, drawn as they are. */
export function Legend({ summaries }: { summaries: readonly NodeSummary[] }) {
  const { t } = useTranslation("nodes");
  const { t: parts } = useTranslation("nodeParts");
  return (
    <div className={classes.legend} role="note" aria-label={t("map.legend")}>
      {summaries.map((summary) => (
        <span key={summary} className={classes.legendItem}>
          <Swatch summary={summary} />
          {parts(`summary.${summary}`)}
        </span>
      ))}
      <span className={classes.dim}>{t("map.fill")}</span>
    </div>
  );
}

const SIZE_PX = 14;

function Swatch({ summary }: { summary: NodeSummary }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const scheme = useComputedColorScheme();
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext("2d");
    if (!element || !context) return;
    const scale = window.devicePixelRatio;
    element.width = SIZE_PX * scale;
    element.height = SIZE_PX * scale;
    context.scale(scale, scale);
    paintCell(context, { summary, share: SHARES[summary] ?? 0 }, SIZE_PX, inkOf(element));
  }, [summary, scheme]);
  return <canvas ref={canvas} style={{ width: SIZE_PX, height: SIZE_PX }} aria-hidden />;
}
