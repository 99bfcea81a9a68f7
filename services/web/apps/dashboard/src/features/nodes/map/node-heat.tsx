import type { NodeGroup } from "@hpc/api/nodes-wire.ts";
import { useFormat } from "@hpc/ui/use-format.ts";
import { Link, useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, type PointerEvent, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { cellAt, cellCount, namesOf } from "../cells.ts";
import { fitsFilter, HeatCanvas, type MapFilter } from "./heat-canvas.tsx";
import { cellUnder, gridFor, heightOf, placeOf } from "./paint.ts";
import classes from "./map.module.css";

interface NodeHeatProps extends MapFilter {
  group: NodeGroup;
  /** Nodes of all groups together decide how large a cell is. */
  total: number;
}

/** A cell for each node of a group. One canvas: ten thousand elements would take seconds. */
export function NodeHeat({ group, total, states, typed }: NodeHeatProps) {
  const { t } = useTranslation("nodes");
  const { t: parts } = useTranslation("nodeParts");
  const format = useFormat();
  const navigate = useNavigate();
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const widthPx = useWidth(box);
  const [hovered, setHovered] = useState<number | null>(null);
  const [cursor, setCursor] = useState(0);
  const [focused, setFocused] = useState(false);
  const { names } = namesOf(group);
  const count = Math.min(cellCount(group.cells), names.length);
  const grid = gridFor(total, widthPx, matchMedia("(pointer: coarse)").matches);
  const heightPx = heightOf(count, grid);
  const current = Math.min(cursor, count - 1);
  const pointed = hovered ?? (focused ? current : null);

  function point(event: PointerEvent) {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    setHovered(cellUnder(event.clientX - left, event.clientY - top, count, grid));
  }

  /** To the next one of the filter; what is pale is passed over. */
  function beside(step: 1 | -1): number {
    for (let index = current + step; index >= 0 && index < count; index += step) {
      if (fitsFilter(names[index] ?? "", cellAt(group.cells, index).summary, { states, typed })) return index;
    }
    return current;
  }

  function onKeyDown(event: KeyboardEvent) {
    const places: Record<string, () => number> = {
      ArrowRight: () => beside(1),
      ArrowLeft: () => beside(-1),
      ArrowDown: () => current + grid.columns,
      ArrowUp: () => current - grid.columns,
      Home: () => 0,
      End: () => count - 1,
    };
    const next = places[event.key]?.();
    if (event.key === "Enter") open(current);
    else if (next === undefined) return;
    else if (next >= 0 && next < count) setCursor(next);
    event.preventDefault();
    showPointed();
  }

  /** Where the keyboard is has to be in sight. */
  function showPointed() {
    requestAnimationFrame(() => box.current?.querySelector("[data-pointed]")?.scrollIntoView({ block: "nearest" }));
  }

  function open(index: number) {
    void navigate({ to: "/nodes/$name", params: { name: names[index] ?? "" } });
  }

  const wordsOf = (index: number) => {
    const { summary, share } = cellAt(group.cells, index);
    return t("map.cell", { name: names[index] ?? "", state: parts(`summary.${summary}`), percent: format.percent(share, 1) });
  };

  return (
    <div ref={box} className={classes.heat} style={{ height: heightPx }} onPointerMove={point} onPointerLeave={() => setHovered(null)}>
      <HeatCanvas hosts={group.hosts} prefix={group.prefix} cells={group.cells} widthPx={widthPx} heightPx={heightPx} {...grid} states={states} typed={typed} />
      <div
        className={classes.keys}
        role="listbox"
        tabIndex={0}
        aria-label={`${t("map.group", { hosts: group.hosts, count })}. ${t("map.hint")}`}
        aria-activedescendant={`${id}-node`}
        onKeyDown={onKeyDown}
        onFocus={(event) => {
          setFocused(event.currentTarget.matches(":focus-visible"));
          showPointed();
        }}
        onBlur={() => setFocused(false)}
      >
        <div id={`${id}-node`} className="visually-hidden" role="option" aria-selected aria-posinset={current + 1} aria-setsize={count}>
          {wordsOf(current)}
        </div>
      </div>
      {pointed !== null && (
        <>
          {/* A link of its own, so that it opens in a new tab as links do. The keyboard has Enter. */}
          <Link
            to="/nodes/$name"
            params={{ name: names[pointed] ?? "" }}
            preload={false}
            className={classes.pointed}
            data-pointed
            tabIndex={-1}
            aria-hidden
            style={{ width: grid.sizePx + 4, height: grid.sizePx + 4, transform: shifted(placeOf(pointed, grid)) }}
          />
          <div className={classes.bubble} aria-hidden style={bubblePlace(placeOf(pointed, grid), widthPx, grid.sizePx)}>
            {wordsOf(pointed)}
          </div>
        </>
      )}
    </div>
  );
}

function shifted({ x, y }: { x: number; y: number }): string {
  return `translate(${x - 2}px, ${y - 2}px)`;
}

/** Below the cell, and from the edge that is nearer. */
function bubblePlace({ x, y }: { x: number; y: number }, widthPx: number, sizePx: number) {
  const top = y + sizePx + 6;
  return x > widthPx / 2 ? { top, right: Math.max(0, widthPx - x - sizePx) } : { top, left: x };
}

function useWidth(box: React.RefObject<HTMLElement | null>): number {
  const [widthPx, setWidthPx] = useState(0);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const watching = new ResizeObserver(() => setWidthPx(element.clientWidth));
    watching.observe(element);
    return () => watching.disconnect();
  }, [box]);
  return widthPx;
}
