import type { PortalApi } from "@hpc/api/portal-api.ts";
import type { JobTemplate, TemplateJob, TemplateMeaning, TemplateShown } from "@hpc/api/template-job-wire.ts";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";

const CHANGE_SELDOM_MS = 60_000;

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

/** Not under the jobs: what changes there changes no script. */
export const previewQuery = (api: PortalApi, asked: string) =>
  queryOptions({
    queryKey: ["job-preview", asked],
    queryFn: ({ signal }) => api.cluster.preview(JSON.parse(asked) as TemplateJob, signal),
    placeholderData: keepPreviousData,
    retry: 1,
  });
