import type { PortalApi } from "@hpc/api/portal-api.ts";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { POLL_MS, uploadsKey } from "../../../parts/transfers/queries.ts";
import { queryOf, type UploadsSearch } from "./uploads-search.ts";

export const uploadsQuery = (api: PortalApi, search: UploadsSearch, live: boolean) =>
  queryOptions({
    queryKey: [...uploadsKey, "list", queryOf(search)],
    queryFn: ({ signal }) => api.uploads.list(queryOf(search), signal),
    placeholderData: keepPreviousData,
    refetchInterval: live ? false : POLL_MS,
  });
