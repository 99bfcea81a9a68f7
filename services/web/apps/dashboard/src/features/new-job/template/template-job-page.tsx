import { ApiProblem } from "@hpc/api/problem.ts";
import { ErrorFace } from "@hpc/ui/faces/error-face.tsx";
import { LoadingFace } from "@hpc/ui/faces/loading-face.tsx";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { useQuery } from "@tanstack/react-query";
import type { Submission } from "@hpc/api/template-job-wire.ts";
import { lazy, useState } from "react";
import { usePortal } from "../../../app/portal-context.ts";
import { fieldsOfSubmission } from "./again.ts";
import { adapted, startOf, type TemplateDraft } from "./draft.ts";
import { storedDraft, storedValues } from "./draft-store.ts";
import { submissionQuery, templateQuery } from "./queries.ts";
import { nameOf } from "./template-rows.ts";
import { TemplateForm } from "./template-form.tsx";
import type { TemplateOf } from "./use-template-job.ts";

/** Seldom needed. */
const NoForm = lazy(() => import("./no-form.tsx"));

interface TemplateJobPageProps {
  id: string;
  /** An image to begin with. */
  image?: string | undefined;
  /** A job of it to begin with. */
  submission?: string | undefined;
}

/** A job of a template. */
export function TemplateJobPage({ id, image, submission }: TemplateJobPageProps) {
  const { t } = useTranslation("templateJob");
  const { api } = usePortal();
  const shown = useQuery(templateQuery(api, id));
  const former = useQuery({ ...submissionQuery(api, submission ?? ""), enabled: submission !== undefined });
  if (shown.data === undefined) {
    if (!shown.isError) return <LoadingFace rows={8} />;
    const missing = shown.error instanceof ApiProblem && shown.error.status === 404;
    return missing ? <NoForm title={t("missing.title", { id })} text={t("missing.text")} /> : <ErrorFace error={shown.error} onRetry={() => void shown.refetch()} />;
  }
  const { row, template } = shown.data;
  if (template === null) return <NoForm title={t("unusable.title", { name: nameOf(row) })} text={t("unusable.text")} />;
  if (submission !== undefined && former.isPending) return <LoadingFace rows={8} />;
  const again = former.data?.template.id === id ? former.data : undefined;
  return <Begun key={`${id} ${row.digest} ${submission ?? ""}`} of={{ id, digest: row.digest, template }} image={image} again={again} onReload={() => void shown.refetch()} />;
}

/** A job of whichever template that one was of. */
export function AgainPage({ submission }: { submission: string }) {
  const { t } = useTranslation("templateJob");
  const { api } = usePortal();
  const former = useQuery(submissionQuery(api, submission));
  if (former.data !== undefined) return <TemplateJobPage id={former.data.template.id} submission={submission} />;
  if (!former.isError) return <LoadingFace rows={8} />;
  const gone = former.error instanceof ApiProblem && former.error.status === 404;
  return gone ? <NoForm title={t("missing.job")} text={t("missing.jobText")} /> : <ErrorFace error={former.error} onRetry={() => void former.refetch()} />;
}

interface BegunProps {
  of: TemplateOf;
  image: string | undefined;
  again: Submission | undefined;
  onReload: () => void;
}

/** With what was written before, if something was. */
function Begun({ of, image, again, onReload }: BegunProps) {
  const { t } = useTranslation("templateJob");
  const { user } = usePortal();
  const { id, template } = of;
  const [first] = useState((): TemplateDraft => {
    const stored = storedDraft(user.username, id);
    // What was sent and is not decided comes before anything new.
    if (stored !== undefined && stored.pending !== null) return stored;
    if (again !== undefined) return { fields: fieldsOfSubmission(template, again), pending: null };
    const fields = stored === undefined ? startOf(template, storedValues(user.username, id)) : adapted(template, stored.fields);
    return { fields: image === undefined ? fields : { ...fields, image, command: "" }, pending: null };
  });
  const note = again === undefined || first.pending !== null ? undefined : t("again", { id: again.job_id });
  return <TemplateForm of={of} first={first} note={note} onReload={onReload} />;
}
