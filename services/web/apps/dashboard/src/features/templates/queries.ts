import type { PortalApi } from "@hpc/api/portal-api.ts";
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { templateQueryOf, type TemplatesSearch } from "./templates-search.ts";

/** Of all that an event may have made old. */
export const templatesKey = ["templates"] as const;

/** Cards of the first answer, and of each further one. */
const PAGE = 60;

export const listQuery = (api: PortalApi, search: TemplatesSearch, pollMs: number) => {
  const query = templateQueryOf(search);
  return infiniteQueryOptions({
    queryKey: [...templatesKey, "list", query],
    queryFn: ({ pageParam, signal }) => api.templates.list({ ...query, limit: PAGE, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: pollMs,
  });
};

export const categoriesQuery = (api: PortalApi) =>
  queryOptions({ queryKey: [...templatesKey, "categories"], queryFn: ({ signal }) => api.templates.categories(signal) });

export const brokenQuery = (api: PortalApi) =>
  queryOptions({ queryKey: [...templatesKey, "broken"], queryFn: ({ signal }) => api.templates.broken(signal) });

export const archivedQuery = (api: PortalApi) =>
  queryOptions({ queryKey: [...templatesKey, "archived"], queryFn: ({ signal }) => api.templates.archived(signal) });

export const folderQuery = (api: PortalApi) =>
  queryOptions({ queryKey: [...templatesKey, "folder"], queryFn: ({ signal }) => api.templates.folder(signal), retry: false });

export const templateKey = (id: string) => [...templatesKey, "show", id] as const;

export const templateQuery = (api: PortalApi, id: string, pollMs: number) =>
  queryOptions({ queryKey: templateKey(id), queryFn: ({ signal }) => api.templates.show(id, signal), refetchInterval: pollMs });

export const versionsQuery = (api: PortalApi, id: string) =>
  queryOptions({ queryKey: [...templatesKey, "versions", id], queryFn: ({ signal }) => api.templates.versions(id, signal) });

/** Two versions differ in the same for ever, so it is apart from what events make old. */
export const compareQuery = (api: PortalApi, id: string, from: string, to: string) =>
  queryOptions({
    queryKey: ["template-difference", id, from, to],
    queryFn: ({ signal }) => api.templates.compare(id, from, to, signal),
    staleTime: Infinity,
  });
