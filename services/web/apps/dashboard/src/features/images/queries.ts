import type { ImageList, ImagePartition, ImageScan, ImageView } from "@hpc/api/images-wire.ts";
import type { PortalApi } from "@hpc/api/portal-api.ts";
import { keepPreviousData, type QueryClient, queryOptions } from "@tanstack/react-query";
import { imageQueryOf, type ImagesSearch } from "./images-search.ts";
import type { TemplateDocument } from "./one/templates-of.ts";

export const imagesKey = ["images"] as const;

/** Rows of the first answer, and of each further one. */
const PAGE = 100;
/** The server gives no more at once. */
const MOST = 500;

export const listKey = (search: ImagesSearch) => [...imagesKey, "list", imageQueryOf(search)] as const;

function page(api: PortalApi, search: ImagesSearch, limit: number, cursor: string | undefined, signal: AbortSignal): Promise<ImageList> {
  return api.cluster.read<ImageList>("/api/v2/images", { ...imageQueryOf(search), limit, cursor }, signal);
}

/** As many rows as are shown already, so that a list that was scrolled does not shrink when it is fetched anew. */
export const imagesQuery = (api: PortalApi, queries: QueryClient, search: ImagesSearch, pollMs: number) =>
  queryOptions({
    queryKey: listKey(search),
    queryFn: async ({ signal }) => {
      const wanted = Math.max(PAGE, queries.getQueryData<ImageList>(listKey(search))?.images.length ?? 0);
      let list = await page(api, search, Math.min(MOST, wanted), undefined, signal);
      while (list.images.length < wanted && list.next_cursor !== null) {
        list = joined(list, await page(api, search, Math.min(MOST, wanted - list.images.length), list.next_cursor, signal));
      }
      return list;
    },
    placeholderData: keepPreviousData,
    refetchInterval: pollMs,
  });

/** Fetches what follows; two who ask at once get one answer. */
export async function fetchMore(api: PortalApi, queries: QueryClient, search: ImagesSearch): Promise<void> {
  const cursor = queries.getQueryData<ImageList>(listKey(search))?.next_cursor;
  if (typeof cursor !== "string") return;
  const next = await queries.query({
    queryKey: [...imagesKey, "more", imageQueryOf(search), cursor],
    queryFn: ({ signal }) => page(api, search, PAGE, cursor, signal),
    staleTime: 1000,
    gcTime: 0,
    retry: 1,
  });
  queries.setQueryData<ImageList>(listKey(search), (list) => (list?.next_cursor === cursor ? joined(list, next) : list));
}

/** A row that moved between two answers stands once. */
export function joined(list: ImageList, next: ImageList): ImageList {
  const known = new Set(list.images.map(({ id }) => id));
  return { images: [...list.images, ...next.images.filter(({ id }) => !known.has(id))], total: next.total, next_cursor: next.next_cursor };
}

export const imageKey = (id: string) => [...imagesKey, "show", id] as const;

export const imageQuery = (api: PortalApi, id: string, pollMs: number) =>
  queryOptions({
    queryKey: imageKey(id),
    queryFn: ({ signal }) => api.cluster.read<ImageView>(`/api/v2/images/${encodeURIComponent(id)}`, {}, signal),
    refetchInterval: pollMs,
  });

/** For the filters: which partitions, nodes and kinds there are. */
export const placesQuery = (api: PortalApi) =>
  queryOptions({
    queryKey: [...imagesKey, "partitions"],
    queryFn: async ({ signal }) => (await api.cluster.read<{ partitions: ImagePartition[] }>("/api/apptainer/partitions", {}, signal)).partitions,
    staleTime: 60_000,
    retry: false,
  });

/** Of a site there are some tens. Where there are none, or they cannot be read, nothing is said of them. */
export const templatesQuery = (api: PortalApi) =>
  queryOptions({
    queryKey: ["templates", "of-images"],
    queryFn: async ({ signal }) => (await api.cluster.read<{ templates: TemplateDocument[] }>("/api/v2/templates", {}, signal)).templates,
    staleTime: 60_000,
    retry: false,
  });

export const scanKey = ["image-scan"] as const;

export const scanQuery = (api: PortalApi, pollMs: number) =>
  queryOptions({
    queryKey: scanKey,
    queryFn: ({ signal }) => api.cluster.read<ImageScan>("/api/v2/images/scan", {}, signal),
    // While a look goes on without live updates it is asked more often: one watches it.
    refetchInterval: ({ state }) => (state.data?.running === true ? Math.min(pollMs, SCAN_POLL_MS) : pollMs),
  });

const SCAN_POLL_MS = 4000;
