import type { PortalApi } from "@hpc/api/portal-api.ts";
import { queryOptions } from "@tanstack/react-query";

const SHOWN = 8;

/** Under the key of the uploads, so that live changes reach it. */
export const recentUploadsQuery = (api: PortalApi) =>
  queryOptions({
    queryKey: ["uploads", "recent"],
    queryFn: ({ signal }) => api.uploads.list({ limit: SHOWN, sort: "-created_at" }, signal),
  });

export const limitsQuery = (api: PortalApi) =>
  queryOptions({ queryKey: ["upload-limits"], queryFn: () => api.uploads.limits(), staleTime: 5 * 60_000 });
