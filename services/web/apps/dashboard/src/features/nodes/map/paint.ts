/** Draws cells of the map. States differ in form as well as in colour: what is down has a cross, what is drained is hatched. */
import type { NodeSummary } from "@hpc/api/nodes-wire.ts";
import { TONES, type Tone } from "../../../parts/nodes/node-states.ts";
import { type Cell, cellAt, cellCount } from "../cells.ts";

export interface Ink extends Record<Tone, string> {
  paper: string;
  text: string;
}

export interface Grid {
  columns: number;
  /** Of a cell without the gap. */
  sizePx: number;
  gapPx: number;
}

/** Large enough for a finger and a number where nodes are few, small enough for ten thousand. */
export function gridFor(total: number, widthPx: number, coarse: boolean): Grid {
  const usual = total <= 150 ? 38 : total <= 600 ? 22 : total <= 3000 ? 14 : 10;
  const sizePx = coarse ? Math.max(16, usual) : usual;
  const gapPx = sizePx > 20 ? 4 : 2;
  return { sizePx, gapPx, columns: Math.max(1, Math.floor((widthPx + gapPx) / (sizePx + gapPx))) };
}

export function heightOf(count: number, { columns, sizePx, gapPx }: Grid): number {
  return Math.ceil(count / columns) * (sizePx + gapPx) - gapPx;
}

/** Where a cell stands, from the top left corner. */
export function placeOf(index: number, { columns, sizePx, gapPx }: Grid): { x: number; y: number } {
  const pitch = sizePx + gapPx;
  return { x: (index % columns) * pitch, y: Math.floor(index / columns) * pitch };
}

/** The cell under a point; null beside and between them. */
export function cellUnder(x: number, y: number, count: number, { columns, sizePx, gapPx }: Grid): number | null {
  const pitch = sizePx + gapPx;
  const column = Math.floor(x / pitch);
  const index = Math.floor(y / pitch) * columns + column;
  return x < 0 || y < 0 || column >= columns || index >= count ? null : index;
}

/** The colours of the page as it is now. */
export function inkOf(element: Element): Ink {
  const style = getComputedStyle(element);
  const value = (name: string) => style.getPropertyValue(name).trim();
  return {
    ok: value("--portal-ok"),
    busy: value("--portal-busy"),
    wait: value("--portal-wait"),
    bad: value("--portal-bad"),
    idle: value("--portal-idle"),
    paper: value("--portal-raised"),
    text: value("--mantine-color-text"),
  };
}

interface Painting {
  cells: string;
  grid: Grid;
  ink: Ink;
  /** Whether a cell is of the filter; others are pale. */
  fits: (index: number, cell: Cell) => boolean;
  /** What stands in a cell that has room for it. */
  labelOf: (index: number) => string;
}

export function paintCells(context: CanvasRenderingContext2D, { cells, grid, ink, fits, labelOf }: Painting): void {
  const roomy = grid.sizePx >= 30;
  for (let index = 0; index < cellCount(cells); index += 1) {
    const cell = cellAt(cells, index);
    const { x, y } = placeOf(index, grid);
    context.save();
    context.translate(x, y);
    context.globalAlpha = fits(index, cell) ? 1 : 0.15;
    paintCell(context, cell, grid.sizePx, ink);
    if (roomy) paintLabel(context, cell, labelOf(index), grid.sizePx, ink);
    context.restore();
  }
}

/** How strongly the ground of a cell is coloured. */
const GROUND: Record<NodeSummary, number> = { idle: 0.14, mixed: 0.14, allocated: 1, draining: 0.14, drained: 0.3, down: 1, unknown: 0.08, future: 0.08 };

export function paintCell(context: CanvasRenderingContext2D, { summary, share }: Cell, size: number, ink: Ink): void {
  const color = ink[TONES[summary]];
  const alpha = context.globalAlpha;
  context.fillStyle = color;
  context.strokeStyle = color;
  context.globalAlpha = alpha * GROUND[summary];
  context.fillRect(0, 0, size, size);
  context.globalAlpha = alpha * (size >= 30 ? 0.4 : 0.85);
  if (summary === "mixed" || summary === "draining") context.fillRect(0, size * (1 - share), size, size * share);
  context.globalAlpha = alpha;
  context.lineWidth = size >= 20 ? 1.5 : 1;
  if (summary === "draining" || summary === "drained") hatch(context, size);
  if (summary === "down") cross(context, size, ink.paper);
  if (summary === "unknown" || summary === "future") context.setLineDash([2, 2]);
  context.strokeStyle = color;
  context.strokeRect(0.5, 0.5, size - 1, size - 1);
  context.setLineDash([]);
}

function hatch(context: CanvasRenderingContext2D, size: number): void {
  context.beginPath();
  for (const at of size >= 20 ? [0.4, 0.8, 1.2, 1.6] : [0.65, 1.35]) {
    context.moveTo(Math.max(0, size * (at - 1)), Math.min(size, size * at));
    context.lineTo(Math.min(size, size * at), Math.max(0, size * (at - 1)));
  }
  context.stroke();
}

function cross(context: CanvasRenderingContext2D, size: number, paper: string): void {
  // In a large cell it stands in the corner, above the number.
  const from = size >= 30 ? size - 12 : size * 0.25;
  const to = size >= 30 ? size - 4 : size * 0.75;
  const top = size >= 30 ? 4 : from;
  context.strokeStyle = paper;
  context.beginPath();
  context.moveTo(from, top);
  context.lineTo(to, top + to - from);
  context.moveTo(to, top);
  context.lineTo(from, top + to - from);
  context.stroke();
}

function paintLabel(context: CanvasRenderingContext2D, { summary }: Cell, label: string, size: number, ink: Ink): void {
  const full = summary === "allocated" || summary === "down";
  context.font = "500 11px system-ui, sans-serif";
  context.textAlign = "center";
  context.textBaseline = "middle";
  if (summary === "drained" || summary === "draining") {
    const { width } = context.measureText(label);
    context.fillStyle = ink.paper;
    context.fillRect((size - width) / 2 - 2, size / 2 - 7, width + 4, 14);
  }
  context.fillStyle = full ? ink.paper : ink.text;
  context.fillText(label, size / 2, size / 2 + 1);
}
