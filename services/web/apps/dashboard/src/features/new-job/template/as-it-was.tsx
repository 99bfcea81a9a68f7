import type { Submission } from "@hpc/api/template-job-wire.ts";
import { ErrorFace } from "@hpc/ui/faces/error-face.tsx";
import { LoadingFace } from "@hpc/ui/faces/loading-face.tsx";
import { useQuery } from "@tanstack/react-query";
import { usePortal } from "../../../app/portal-context.ts";
import { previewQuery } from "../../../parts/templates/queries.ts";
import { fieldsOfSubmission } from "./again.ts";
import { Begun, type BegunProps } from "./begun.tsx";

/** The form as a job of the template had it. */
export default function AsItWas({ former, ...begun }: Omit<BegunProps, "again"> & { former: Submission }) {
  const { api } = usePortal();
  // A script that was edited names its folder, and only a preview says what stands there for the next one.
  const preview = useQuery({ ...previewQuery(api, JSON.stringify({ template_id: begun.of.id })), enabled: former.edited });
  if (former.edited && preview.data === undefined) return preview.isError ? <ErrorFace error={preview.error} onRetry={() => void preview.refetch()} /> : <LoadingFace rows={8} />;
  return <Begun {...begun} again={{ job: former.job_id, fields: fieldsOfSubmission(begun.of.template, former, preview.data?.folder_pattern ?? "") }} />;
}
