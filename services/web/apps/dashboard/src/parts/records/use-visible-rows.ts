/** Which rows of a long list are in sight: only they are drawn. All rows are equally high, so that it is plain arithmetic. */
import { type RefObject, useEffect, useState } from "react";

const OVERSCAN = 12;

interface VisibleRowsOptions {
  scroller: RefObject<HTMLElement | null>;
  count: number;
  rowPx: number;
  /** What stays in place above the rows. */
  headPx: number;
}

export interface VisibleRows {
  /** The first one to draw, and the one behind the last. */
  from: number;
  to: number;
  /** Scrolls as little as it takes to see that row. */
  scrollTo: (index: number) => void;
}

export function rowsIn(scrollTop: number, height: number, rowPx: number, count: number): { from: number; to: number } {
  const from = Math.max(0, Math.floor(scrollTop / rowPx) - OVERSCAN);
  return { from: Math.min(from, count), to: Math.min(count, Math.ceil((scrollTop + height) / rowPx) + OVERSCAN) };
}

export function useVisibleRows({ scroller, count, rowPx, headPx }: VisibleRowsOptions): VisibleRows {
  const [seen, setSeen] = useState({ scrollTop: 0, height: 0 });
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    // In steps of a row: what changes nothing draws nothing.
    const look = () => {
      const scrollTop = Math.floor(element.scrollTop / rowPx) * rowPx;
      const height = element.clientHeight;
      setSeen((before) => (before.scrollTop === scrollTop && before.height === height ? before : { scrollTop, height }));
    };
    look();
    const resized = new ResizeObserver(look);
    resized.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    return () => {
      resized.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, [scroller, rowPx]);
  return {
    ...rowsIn(seen.scrollTop, seen.height, rowPx, count),
    scrollTo(index) {
      const element = scroller.current;
      if (element === null) return;
      const top = index * rowPx;
      const lowest = top + rowPx + headPx - element.clientHeight;
      element.scrollTop = Math.max(lowest, Math.min(top, element.scrollTop));
    },
  };
}
