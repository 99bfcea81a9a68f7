import { type PointerEvent, useState } from "react";
import { type Held, heldRows } from "./held-rows.ts";

interface HeldRowsUse<Row> extends Held<Row> {
  /** Shows what waits, although the pointer is still there. */
  settle: () => void;
  /** For the element that holds the rows. */
  holding: { onPointerEnter: (event: PointerEvent) => void; onPointerLeave: () => void };
}

const NONE: ReadonlySet<never> = new Set<never>();

/** `of` names the view, such as its filter: another one is shown as it is, wherever the pointer is. */
export function useHeldRows<Row>(rows: readonly Row[], idOf: (row: Row) => string | number, of: string): HeldRowsUse<Row> {
  const [frozen, setFrozen] = useState<{ of: string; rows: Row[] } | null>(null);
  const held = frozen?.of === of ? heldRows(frozen.rows, rows, idOf) : null;
  // What was appended keeps its place from then on, too.
  if (held !== null && frozen !== null && held.rows.length !== frozen.rows.length) setFrozen({ of, rows: held.rows });
  const shown = held ?? { rows: [...rows], gone: NONE, waiting: 0 };
  return {
    ...shown,
    settle: () => setFrozen((before) => before && { of, rows: [...rows] }),
    holding: {
      // A finger does not hover: under it rows move between touches only.
      onPointerEnter: ({ pointerType }) => pointerType === "mouse" && setFrozen({ of, rows: shown.rows }),
      onPointerLeave: () => setFrozen(null),
    },
  };
}
