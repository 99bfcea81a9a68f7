import { Button } from "@mantine/core";
import { ApiProblem } from "@hpc/api/problem.ts";
import { EmptyFace } from "@hpc/ui/faces/empty-face.tsx";
import { ErrorFace } from "@hpc/ui/faces/error-face.tsx";
import { LoadingFace } from "@hpc/ui/faces/loading-face.tsx";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { IconFileOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { usePortal } from "../../../app/portal-context.ts";
import { adapted, startOf, type TemplateDraft } from "./draft.ts";
import { storedDraft, storedValues } from "./draft-store.ts";
import { templateQuery, type UsableTemplate } from "./queries.ts";
import { TemplateForm } from "./template-form.tsx";
import type { TemplateOf } from "./use-template-job.ts";

interface TemplateJobPageProps {
  id: string;
  /** An image to begin with. */
  image?: string | undefined;
}

/** A job of a template. */
export function TemplateJobPage({ id, image }: TemplateJobPageProps) {
  const { t } = useTranslation("templateJob");
  const { api } = usePortal();
  const shown = useQuery(templateQuery(api, id));
  if (shown.data === undefined) {
    if (!shown.isError) return <LoadingFace rows={8} />;
    const missing = shown.error instanceof ApiProblem && shown.error.status === 404;
    return missing ? <None title={t("missing.title", { id })} text={t("missing.text")} /> : <ErrorFace error={shown.error} onRetry={() => void shown.refetch()} />;
  }
  const { row, template } = shown.data;
  if (template === null) return <None title={t("unusable.title", { name: nameOf(shown.data) })} text={t("unusable.text")} />;
  return <Begun key={`${id} ${row.digest}`} of={{ id, digest: row.digest, template }} image={image} onReload={() => void shown.refetch()} />;
}

export function nameOf({ row }: UsableTemplate): string {
  return row.template.display_name ?? row.template_id;
}

interface BegunProps {
  of: TemplateOf;
  image: string | undefined;
  onReload: () => void;
}

/** With what was written before, if something was. */
function Begun({ of, image, onReload }: BegunProps) {
  const { user } = usePortal();
  const { id, template } = of;
  const [first] = useState((): TemplateDraft => {
    const stored = storedDraft(user.username, id);
    const fields = stored === undefined ? startOf(template, storedValues(user.username, id)) : adapted(template, stored.fields);
    const pending = stored?.pending ?? null;
    return { fields: image === undefined || pending !== null ? fields : { ...fields, image, command: "" }, pending };
  });
  return <TemplateForm of={of} first={first} onReload={onReload} />;
}

function None({ title, text }: { title: string; text: string }) {
  const { t } = useTranslation("templateJob");
  const button = (
    <Button variant="default" renderRoot={(props) => <Link to="/jobs/new" search={{ kind: "template" }} {...props} />}>
      {t("missing.choose")}
    </Button>
  );
  return <EmptyFace icon={<IconFileOff size={28} stroke={1.5} />} title={title} text={text} action={button} />;
}
