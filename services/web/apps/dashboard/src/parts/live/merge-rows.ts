/** Brings an event into a list that is shown. */
import type { Aged } from "@hpc/api/cluster-wire.ts";

export interface LiveList<Row> extends Aged {
  items: Row[];
}

/** What an event says, in a form that fits all lists. */
export interface Change<Row> extends Aged {
  /** Rows as they are now. */
  rows: readonly Row[];
  /** Whether a row has changed without being told how, or has gone. */
  touches: (row: Row) => boolean;
  /** Whether something beyond `rows` changed at all. */
  untold: boolean;
  all: boolean;
}

export interface Merged<List> {
  list: List;
  /** What is shown may not be what the server would tell now: rows came, went or changed untold. */
  refetch: boolean;
}

interface Merging<Row> {
  idOf: (row: Row) => string | number;
  /** Whether a row that is not shown might belong to the list. When in doubt, yes. */
  mayBelong: (row: Row) => boolean;
  /** Whether the change may put the row elsewhere, or out of the list. */
  mayMove: (before: Row, now: Row) => boolean;
}

export function mergeChange<Row, List extends LiveList<Row>>(list: List, change: Change<Row>, { idOf, mayBelong, mayMove }: Merging<Row>): Merged<List> {
  // What came before the list was told is in it.
  if (change.version <= list.version && !change.all) return { list, refetch: false };
  const changed = new Map(change.rows.map((row) => [idOf(row), row]));
  let refetch = change.all || change.untold;
  const items = list.items.map((row) => {
    const now = changed.get(idOf(row));
    if (now === undefined) {
      refetch ||= change.touches(row);
      return row;
    }
    changed.delete(idOf(row));
    const next = { ...row, ...now };
    refetch ||= mayMove(row, next);
    return next;
  });
  for (const row of changed.values()) refetch ||= mayBelong(row);
  const { as_of, stale } = change;
  // With rows missing, the next event must not be taken for an old one, nor the list for complete.
  return { list: { ...list, items, as_of, stale, version: change.version }, refetch };
}
