/** While the pointer is over a table its rows stay where they are: what they say changes, what would move waits. */

export interface Held<Row> {
  rows: Row[];
  /** Rows that are no longer of the list and would go. */
  gone: ReadonlySet<string | number>;
  /** Rows that would come, or stand elsewhere. */
  waiting: number;
}

/**
 * `shown` in its order with the contents of `next`. What the list got longer by at its end is appended, so that one can scroll on.
 */
export function heldRows<Row>(shown: readonly Row[], next: readonly Row[], idOf: (row: Row) => string | number): Held<Row> {
  const byId = new Map(next.map((row) => [idOf(row), row]));
  const before = new Set(shown.map(idOf));
  const gone = new Set([...before].filter((id) => !byId.has(id)));
  const last = next.findLastIndex((row) => before.has(idOf(row)));
  const appended = last < 0 ? [] : next.slice(last + 1);
  const rows = [...shown.map((row) => byId.get(idOf(row)) ?? row), ...appended];
  const places = new Map(next.map((row, index) => [idOf(row), index]));
  const stay = shown.filter((row) => byId.has(idOf(row)));
  const moved = stay.filter((row, index) => {
    const after = stay[index + 1];
    return after !== undefined && (places.get(idOf(row)) ?? 0) > (places.get(idOf(after)) ?? 0);
  }).length;
  const added = next.length - stay.length - appended.length;
  return { rows, gone, waiting: gone.size + added + moved };
}
