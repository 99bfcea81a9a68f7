import { useQueryClient } from "@tanstack/react-query";
import { type Change, type LiveList, mergeChange } from "./merge-rows.ts";
import { useChannel } from "./use-channel.ts";
import { usePaced } from "./use-paced.ts";

/**
 * A full first page is fetched at most this often, other lists in proportion: sixty rows are about 5 kB, so that with twelve events
 * a minute of at most 8 kB a page costs about 150 kB a minute on the busiest cluster.
 */
const REFETCH_MS = 5000;
const ROWS = 60;
/** A short list, such as one's own jobs, costs little: what one does shows in it within a second. */
const LEAST_MS = 800;

export interface LiveListUse<Row, Event> {
  channel: "jobs" | "nodes";
  type: string;
  /** Where the query cache has the list, which is a `LiveList`. */
  queryKey: readonly unknown[];
  changeOf: (event: Event) => Change<Row>;
  idOf: (row: Row) => string | number;
  /** Whether a row that is not shown might belong to the list. When in doubt, yes. */
  mayBelong: (row: Row) => boolean;
  /** Whether a change may put a row elsewhere, or out of the list. */
  mayMove: (before: Row, now: Row) => boolean;
  /** Adds to the list what else the event tells, such as counts. */
  more?: (event: Event) => object;
}

/**
 * Keeps a list live: rows that an event tells are changed in place at once; when rows came, went or changed untold, the list
 * is fetched anew, a long one at most every five seconds.
 */
export function useLiveList<Row, Event>(use: LiveListUse<Row, Event>): void {
  const { channel, type, queryKey, changeOf, more } = use;
  const queries = useQueryClient();
  const known = () => queries.getQueryState<LiveList<Row>>(queryKey);
  const paced = usePaced(
    () => void queries.refetchQueries({ queryKey, exact: true }, { cancelRefetch: false }),
    () => Math.max(LEAST_MS, (REFETCH_MS * (known()?.data?.items.length ?? 0)) / ROWS),
  );
  useChannel<Event>(channel, type, {
    event(event) {
      const { data: list, fetchStatus } = known() ?? {};
      if (list === undefined) return;
      const { list: next, refetch } = mergeChange<Row, LiveList<Row>>(list, changeOf(event), use);
      if (next !== list) queries.setQueryData(queryKey, { ...next, ...more?.(event) });
      // An answer that is on its way may be older than the event.
      if (refetch || fetchStatus === "fetching") paced.ask();
    },
    reload() {
      if (known()?.data !== undefined) paced.now();
    },
  });
}
