import type { PortalApi } from "@hpc/api/portal-api.ts";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { uploadsKey } from "../../../parts/transfers/queries.ts";

/** More are found by searching. */
const MOST_UPLOADS = 50;

export const finishedUploadsQuery = (api: PortalApi, username: string, q: string) =>
  queryOptions({
    queryKey: [...uploadsKey, "finished", username, q],
    queryFn: async ({ signal }) => {
      const list = await api.uploads.list({ status: "completed", sort: "-created_at", limit: MOST_UPLOADS, ...(q === "" ? {} : { q }) }, signal);
      // An admin sees everybody's; a job takes one's own.
      return { ...list, uploads: list.uploads.filter(({ user_id }) => user_id === username) };
    },
    placeholderData: keepPreviousData,
  });
