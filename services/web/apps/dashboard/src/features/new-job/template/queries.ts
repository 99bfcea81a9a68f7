import type { PortalApi } from "@hpc/api/portal-api.ts";
import { ApiProblem } from "@hpc/api/problem.ts";
import type { ImageRowList, ImageRule, Submission } from "@hpc/api/template-job-wire.ts";
import type { UploadDetail } from "@hpc/api/wire.ts";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { uploadsKey } from "../../../parts/transfers/queries.ts";
import { askedFor } from "./images.ts";

/** More are found by searching. */
const MOST_IMAGES = 200;
const CHANGE_SELDOM_MS = 60_000;

/** A page of the images that the rule allows. */
export const imagesQuery = (api: PortalApi, rule: ImageRule, q: string) =>
  queryOptions({
    queryKey: ["images", "choices", askedFor(rule), q],
    queryFn: ({ signal }) => api.cluster.read<ImageRowList>("/api/v2/images", { limit: MOST_IMAGES, ...askedFor(rule), ...(q === "" ? {} : { q }) }, signal),
    staleTime: CHANGE_SELDOM_MS,
    placeholderData: keepPreviousData,
    retry: 1,
  });

/** The images that go by a name; an id is one, too. */
export const calledQuery = (api: PortalApi, name: string) =>
  queryOptions({
    queryKey: ["images", "called", name],
    queryFn: async ({ signal }) => (await api.cluster.read<ImageRowList>("/api/v2/images", { limit: MOST_IMAGES, name }, signal)).images,
    staleTime: CHANGE_SELDOM_MS,
    retry: 1,
  });

/** Uploads by id, null for those that are not there any more. Under the key of the uploads, so that their changes reach it. */
export const slotsQuery = (api: PortalApi, ids: readonly string[]) =>
  queryOptions({
    queryKey: [...uploadsKey, "slots", ids],
    queryFn: async ({ signal }) => new Map(await Promise.all(ids.map(async (id) => [id, await upload(api, id, signal)] as const))),
    placeholderData: keepPreviousData,
  });

async function upload(api: PortalApi, id: string, signal: AbortSignal): Promise<UploadDetail | null> {
  try {
    return await api.uploads.show(id, signal);
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 404) return null;
    throw error;
  }
}

export const submissionQuery = (api: PortalApi, id: string) =>
  queryOptions({
    queryKey: ["submissions", "show", Number(id)],
    queryFn: ({ signal }) => api.cluster.read<Submission>(`/api/v2/submissions/${encodeURIComponent(id)}`, {}, signal),
    staleTime: Infinity,
    retry: 1,
  });
