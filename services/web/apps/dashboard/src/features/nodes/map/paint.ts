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

export interface Painting {
  cells: string;
  grid: Grid;
  ink: Ink;
  /** Whether a cell is of the filter; others are pale. */
  fits: (index: number, cell: Cell) => boolean;
  /** What stands in a cell that has room for it. */
  labelOf: (index: number) => string;
}

interface Placed {
  x: number;
  y: number;
  share: number;
  index: number;
}

/** Those of a state together, because a change of colour costs more than a cell. */
export function paintCells(context: CanvasRenderingContext2D, { cells, grid, ink, fits, labelOf }: Painting): void {
  const alike = new Map<string, { summary: NodeSummary; pale: boolean; placed: Placed[] }>();
  for (let index = 0; index < cellCount(cells); index += 1) {
    const cell = cellAt(cells, index);
    const pale = !fits(index, cell);
    const key = `${cell.summary} ${pale}`;
    const known = alike.get(key) ?? { summary: cell.summary, pale, placed: [] };
    known.placed.push({ ...placeOf(index, grid), share: cell.share, index });
    alike.set(key, known);
  }
  for (const { summary, pale, placed } of alike.values()) {
    context.globalAlpha = pale ? 0.15 : 1;
    paintAlike(context, summary, placed, grid.sizePx, ink);
    if (grid.sizePx >= ROOMY_PX) paintLabels(context, summary, placed, labelOf, grid.sizePx, ink);
  }
  context.globalAlpha = 1;
}

/** One cell, at the top left corner. */
export function paintCell(context: CanvasRenderingContext2D, { summary, share }: Cell, size: number, ink: Ink): void {
  paintAlike(context, summary, [{ x: 0, y: 0, share, index: 0 }], size, ink);
}

/** A cell of this size has room for a number. */
const ROOMY_PX = 30;
/** How strongly the ground of a cell is coloured. */
const GROUND: Record<NodeSummary, number> = { idle: 0.14, mixed: 0.14, allocated: 1, draining: 0.14, drained: 0.3, down: 1, unknown: 0.08, future: 0.08 };
const FULL: readonly NodeSummary[] = ["allocated", "down"];
const OUT: readonly NodeSummary[] = ["draining", "drained"];
const ABSENT: readonly NodeSummary[] = ["unknown", "future"];

function paintAlike(context: CanvasRenderingContext2D, summary: NodeSummary, placed: readonly Placed[], size: number, ink: Ink): void {
  const color = ink[TONES[summary]];
  const alpha = context.globalAlpha;
  context.fillStyle = color;
  context.strokeStyle = color;
  context.lineWidth = size >= 20 ? 1.5 : 1;
  context.globalAlpha = alpha * GROUND[summary];
  for (const { x, y } of placed) context.fillRect(x, y, size, size);
  context.globalAlpha = alpha * (size >= ROOMY_PX ? 0.4 : 0.85);
  if (!FULL.includes(summary)) for (const { x, y, share } of placed) context.fillRect(x, y + size * (1 - share), size, size * share);
  context.globalAlpha = alpha;
  if (OUT.includes(summary)) strokeAll(context, placed, (x, y) => hatch(context, x, y, size));
  if (summary === "down") {
    context.strokeStyle = ink.paper;
    strokeAll(context, placed, (x, y) => cross(context, x, y, size));
  }
  if (FULL.includes(summary)) return;
  context.setLineDash(ABSENT.includes(summary) ? [2, 2] : []);
  strokeAll(context, placed, (x, y) => context.rect(x + 0.5, y + 0.5, size - 1, size - 1));
  context.setLineDash([]);
}

function strokeAll(context: CanvasRenderingContext2D, placed: readonly Placed[], trace: (x: number, y: number) => void): void {
  context.beginPath();
  for (const { x, y } of placed) trace(x, y);
  context.stroke();
}

function hatch(context: CanvasRenderingContext2D, x: number, y: number, size: number): void {
  for (const at of size >= 20 ? [0.4, 0.8, 1.2, 1.6] : [0.65, 1.35]) {
    context.moveTo(x + Math.max(0, size * (at - 1)), y + Math.min(size, size * at));
    context.lineTo(x + Math.min(size, size * at), y + Math.max(0, size * (at - 1)));
  }
}

function cross(context: CanvasRenderingContext2D, x: number, y: number, size: number): void {
  // In a large cell it stands in the corner, above the number.
  const roomy = size >= ROOMY_PX;
  const from = roomy ? size - 12 : size * 0.25;
  const to = roomy ? size - 4 : size * 0.75;
  const top = y + (roomy ? 4 : from);
  context.moveTo(x + from, top);
  context.lineTo(x + to, top + to - from);
  context.moveTo(x + to, top);
  context.lineTo(x + from, top + to - from);
}

function paintLabels(context: CanvasRenderingContext2D, summary: NodeSummary, placed: readonly Placed[], labelOf: (index: number) => string, size: number, ink: Ink): void {
  context.font = "500 11px system-ui, sans-serif";
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (const { x, y, index } of placed) {
    const label = labelOf(index);
    if (OUT.includes(summary)) {
      const { width } = context.measureText(label);
      context.fillStyle = ink.paper;
      context.fillRect(x + (size - width) / 2 - 2, y + size / 2 - 7, width + 4, 14);
    }
    context.fillStyle = FULL.includes(summary) ? ink.paper : ink.text;
    context.fillText(label, x + size / 2, y + size / 2 + 1, size - 2);
  }
}
