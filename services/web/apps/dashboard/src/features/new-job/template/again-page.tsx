import { ApiProblem } from "@hpc/api/problem.ts";
import { ErrorFace } from "@hpc/ui/faces/error-face.tsx";
import { LoadingFace } from "@hpc/ui/faces/loading-face.tsx";
import { useQuery } from "@tanstack/react-query";
import { usePortal } from "../../../app/portal-context.ts";
import NoForm from "./no-form.tsx";
import { submissionQuery } from "./queries.ts";
import { TemplateJobPage } from "./template-job-page.tsx";

/** A job of whichever template that one was of. */
export function AgainPage({ submission }: { submission: string }) {
  const { api } = usePortal();
  const former = useQuery(submissionQuery(api, submission));
  if (former.data !== undefined) return <TemplateJobPage id={former.data.template.id} submission={submission} />;
  if (!former.isError) return <LoadingFace rows={8} />;
  const gone = former.error instanceof ApiProblem && former.error.status === 404;
  return gone ? <NoForm why="forgotten" /> : <ErrorFace error={former.error} onRetry={() => void former.refetch()} />;
}
