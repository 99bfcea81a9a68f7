import type { PortalApi } from "@hpc/api/portal-api.ts";
import { ApiProblem } from "@hpc/api/problem.ts";
import type { ImageRowList, JobTemplate, Submission, TemplateJob, TemplateMeaning, TemplateRowList, TemplateShown } from "@hpc/api/template-job-wire.ts";
import type { UploadDetail } from "@hpc/api/wire.ts";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { uploadsKey } from "../../../parts/transfers/queries.ts";

const MOST_TEMPLATES = 1000;
const MOST_IMAGES = 500;
/** More are found by searching. */
const MOST_UPLOADS = 50;
const CHANGE_SELDOM_MS = 60_000;

export const templateRowsQuery = (api: PortalApi) =>
  queryOptions({
    queryKey: ["templates", "choices"],
    queryFn: async ({ signal }) => (await api.cluster.read<TemplateRowList>("/api/v2/templates", { limit: MOST_TEMPLATES }, signal)).templates,
  });

export interface UsableTemplate {
  row: TemplateShown;
  /** Null when no job can be made of it. */
  template: JobTemplate | null;
}

/** A template, and what its file means: the server reads it, so that there is one reader. */
export const templateQuery = (api: PortalApi, id: string) =>
  queryOptions({
    queryKey: ["templates", "job", id],
    queryFn: async ({ signal }): Promise<UsableTemplate> => {
      const row = await api.cluster.read<TemplateShown>(`/api/v2/templates/${encodeURIComponent(id)}`, {}, signal);
      if (row.yaml === null) return { row, template: null };
      const { template } = await api.cluster.send<TemplateMeaning>("POST", "/api/v2/templates/check", { yaml: row.yaml });
      return { row, template };
    },
    staleTime: CHANGE_SELDOM_MS,
  });

export const imagesQuery = (api: PortalApi) =>
  queryOptions({
    queryKey: ["images", "choices"],
    queryFn: async ({ signal }) => (await api.cluster.read<ImageRowList>("/api/v2/images", { limit: MOST_IMAGES }, signal)).images,
    staleTime: CHANGE_SELDOM_MS,
    retry: 1,
  });

/** Not under the jobs: what changes there changes no script. */
export const previewQuery = (api: PortalApi, asked: string) =>
  queryOptions({
    queryKey: ["job-preview", asked],
    queryFn: ({ signal }) => api.cluster.preview(JSON.parse(asked) as TemplateJob, signal),
    placeholderData: keepPreviousData,
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

export const submissionQuery = (api: PortalApi, id: string) =>
  queryOptions({
    queryKey: ["submissions", "show", Number(id)],
    queryFn: ({ signal }) => api.cluster.read<Submission>(`/api/v2/submissions/${encodeURIComponent(id)}`, {}, signal),
    staleTime: Infinity,
    retry: 1,
  });
