import { ApiProblem } from "@hpc/api/problem.ts";
import { ErrorFace } from "@hpc/ui/faces/error-face.tsx";
import { LoadingFace } from "@hpc/ui/faces/loading-face.tsx";
import { useQuery } from "@tanstack/react-query";
import { lazy } from "react";
import { usePortal } from "../../../app/portal-context.ts";
import { lateTemplateJobTexts } from "../../../app/texts.ts";
import { withTexts } from "../../../app/with-texts.ts";
import { templateQuery } from "../../../parts/templates/queries.ts";
import { Begun } from "./begun.tsx";
import { submissionQuery } from "./queries.ts";
import { nameOf } from "./template-rows.ts";

/** Seldom needed. */
const AsItWas = lazy(() => import("./as-it-was.tsx"));
const NoForm = lazy(() => withTexts(lateTemplateJobTexts, import("./no-form.tsx")));

interface TemplateJobPageProps {
  id: string;
  /** An image to begin with. */
  image?: string | undefined;
  /** A job of it to begin with. */
  submission?: string | undefined;
}

/** A job of a template. */
export function TemplateJobPage({ id, image, submission }: TemplateJobPageProps) {
  const { api } = usePortal();
  const shown = useQuery(templateQuery(api, id));
  const former = useQuery({ ...submissionQuery(api, submission ?? ""), enabled: submission !== undefined });
  if (shown.data === undefined) {
    if (!shown.isError) return <LoadingFace rows={8} />;
    const missing = shown.error instanceof ApiProblem && shown.error.status === 404;
    return missing ? <NoForm why="missing" name={id} /> : <ErrorFace error={shown.error} onRetry={() => void shown.refetch()} />;
  }
  const { row, template } = shown.data;
  if (template === null) return <NoForm why="unusable" name={nameOf(row)} />;
  if (submission !== undefined && former.isPending) return <LoadingFace rows={8} />;
  const begun = { of: { id, digest: row.digest, template }, image, onReload: () => void shown.refetch() };
  const key = `${id} ${row.digest} ${submission ?? ""}`;
  return former.data?.template.id === id ? <AsItWas key={key} {...begun} former={former.data} /> : <Begun key={key} {...begun} />;
}
