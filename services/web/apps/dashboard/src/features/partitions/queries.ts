import type { ClusterAccount, PartitionRow, QosRow, ReservationRow } from "@hpc/api/nodes-wire.ts";
import type { PortalApi } from "@hpc/api/portal-api.ts";
import { queryOptions } from "@tanstack/react-query";

/** What is in use changes all the time; limits hardly ever do. */
const USE_POLL_MS = 15_000;
const LIMITS_POLL_MS = 60_000;
/** The server gives no more at once. */
const AT_ONCE = 500;
/** More pages than this nobody reads. */
const MOST_PAGES = 10;

export interface All<Row> {
  items: Row[];
  as_of: string;
  stale: boolean;
  /** False where the cluster keeps no accounting. */
  configured: boolean;
}

interface Page<Row> {
  items: Row[];
  next_cursor: string | null;
  as_of: string;
  stale: boolean;
  configured?: boolean;
}

async function all<Row>(api: PortalApi, path: string, query: Record<string, string>, signal: AbortSignal): Promise<All<Row>> {
  let page = await api.cluster.read<Page<Row>>(path, { ...query, limit: AT_ONCE }, signal);
  const items = [...page.items];
  for (let pages = 1; page.next_cursor !== null && pages < MOST_PAGES; pages += 1) {
    page = await api.cluster.read<Page<Row>>(path, { ...query, limit: AT_ONCE, cursor: page.next_cursor }, signal);
    items.push(...page.items);
  }
  const { as_of, stale, configured = true } = page;
  return { items, as_of, stale, configured };
}

export const partitionsQuery = (api: PortalApi) =>
  queryOptions({ queryKey: ["partitions", "all"], queryFn: ({ signal }) => all<PartitionRow>(api, "/api/v2/partitions", {}, signal), refetchInterval: USE_POLL_MS });

export const qosQuery = (api: PortalApi) =>
  queryOptions({ queryKey: ["qos"], queryFn: ({ signal }) => all<QosRow>(api, "/api/v2/qos", {}, signal), refetchInterval: LIMITS_POLL_MS });

export const reservationsQuery = (api: PortalApi) =>
  queryOptions({ queryKey: ["reservations"], queryFn: ({ signal }) => all<ReservationRow>(api, "/api/v2/reservations", {}, signal), refetchInterval: LIMITS_POLL_MS });

export const accountsQuery = (api: PortalApi) =>
  queryOptions({ queryKey: ["accounts"], queryFn: ({ signal }) => all<ClusterAccount>(api, "/api/v2/accounts", {}, signal), refetchInterval: LIMITS_POLL_MS });

/** With nobody but the caller as member. */
export const myAccountsQuery = (api: PortalApi) =>
  queryOptions({
    queryKey: ["accounts", "mine"],
    queryFn: ({ signal }) => all<ClusterAccount>(api, "/api/v2/accounts", { mine: "true" }, signal),
    refetchInterval: LIMITS_POLL_MS,
  });
