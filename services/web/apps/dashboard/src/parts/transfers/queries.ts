import type { PortalApi } from "@hpc/api/portal-api.ts";
import { queryOptions } from "@tanstack/react-query";

/** While live updates do not arrive, lists are asked for this often. */
export const POLL_MS = 5000;

export const uploadsKey = ["uploads"] as const;

export const limitsQuery = (api: PortalApi) =>
  queryOptions({ queryKey: ["upload-limits"], queryFn: () => api.uploads.limits(), staleTime: 5 * 60_000 });

/** What was begun and not ended, here or elsewhere: the newest two hundred. */
export const unfinishedQuery = (api: PortalApi, username: string, live: boolean) =>
  queryOptions({
    queryKey: [...uploadsKey, "unfinished", username],
    queryFn: async ({ signal }) => {
      const list = await api.uploads.list({ status: "initialized,uploading", limit: 200, sort: "-created_at" }, signal);
      // An admin sees everybody's; only one's own can be continued from one's own disk.
      return list.uploads.filter(({ user_id }) => user_id === username);
    },
    refetchInterval: live ? false : POLL_MS,
  });
