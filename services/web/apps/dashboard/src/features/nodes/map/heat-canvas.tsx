import type { NodeSummary } from "@hpc/api/nodes-wire.ts";
import { useComputedColorScheme } from "@mantine/core";
import { memo, useEffect, useRef } from "react";
import { namesOf } from "../cells.ts";
import classes from "./map.module.css";
import { type Grid, inkOf, paintCells } from "./paint.ts";

/** What is shown of the map: states, and a part of the name. In small letters; empty for all. */
export interface MapFilter {
  /** Comma-separated. */
  states: string;
  typed: string;
}

export function fitsFilter(name: string, summary: NodeSummary, { states, typed }: MapFilter): boolean {
  return (states === "" || states.split(",").includes(summary)) && (typed === "" || name.toLowerCase().includes(typed));
}

interface HeatCanvasProps extends Grid, MapFilter {
  hosts: string;
  prefix: string;
  cells: string;
  widthPx: number;
  heightPx: number;
}

/** The cells of a group. It is drawn anew only when something on it changes, not with every move of the pointer. */
export const HeatCanvas = memo(function HeatCanvas(props: HeatCanvasProps) {
  const { hosts, prefix, cells, widthPx, heightPx, columns, sizePx, gapPx, states, typed } = props;
  const scheme = useComputedColorScheme();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext("2d");
    if (!element || !context || widthPx === 0) return;
    const { names } = namesOf({ hosts });
    const scale = window.devicePixelRatio;
    element.width = widthPx * scale;
    element.height = heightPx * scale;
    context.scale(scale, scale);
    paintCells(context, {
      cells,
      grid: { columns, sizePx, gapPx },
      ink: inkOf(element),
      fits: (index, { summary }) => fitsFilter(names[index] ?? "", summary, { states, typed }),
      labelOf: (index) => (names[index] ?? "").slice(prefix.length),
    });
  }, [hosts, prefix, cells, widthPx, heightPx, columns, sizePx, gapPx, states, typed, scheme]);
  return <canvas ref={canvas} className={classes.canvas} aria-hidden />;
});
