/** What one may choose from. */
import type { ClusterAccountList, PartitionList } from "@hpc/api/nodes-wire.ts";
import type { PortalApi } from "@hpc/api/portal-api.ts";
import { queryOptions } from "@tanstack/react-query";

/** What is free now changes all the time. */
const POLL_MS = 15_000;
const MOST = 500;

export const choicesQuery = (api: PortalApi) =>
  queryOptions({
    queryKey: ["partitions", "choices"],
    queryFn: async ({ signal }) => (await api.cluster.read<PartitionList>("/api/v2/partitions", { limit: MOST }, signal)).items,
    refetchInterval: POLL_MS,
  });

/** Accounts that one may charge; none where the cluster keeps no accounting. */
export const chargeableQuery = (api: PortalApi) =>
  queryOptions({
    queryKey: ["accounts", "choices"],
    queryFn: async ({ signal }) => (await api.cluster.read<ClusterAccountList>("/api/v2/accounts", { mine: "true", limit: MOST }, signal)).items,
    staleTime: 5 * 60_000,
  });

export const formerQuery = (api: PortalApi, id: string) =>
  queryOptions({ queryKey: ["jobs", "again", id], queryFn: ({ signal }) => api.cluster.job(id, signal), staleTime: Infinity, retry: 1 });
