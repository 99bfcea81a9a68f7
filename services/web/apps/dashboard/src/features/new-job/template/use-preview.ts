import type { JobPreview, TemplateJob } from "@hpc/api/template-job-wire.ts";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { usePortal } from "../../../app/portal-context.ts";
import { previewQuery } from "../../../parts/templates/queries.ts";

/** After the last letter. */
const TYPING_MS = 350;

/** The script that the form makes, a moment after it was changed. */
export function usePreview(job: TemplateJob): UseQueryResult<JobPreview> {
  const { api } = usePortal();
  const [asked] = useDebouncedValue(JSON.stringify(job), TYPING_MS);
  return useQuery(previewQuery(api, asked));
}
