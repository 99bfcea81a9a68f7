import { ApiProblem } from "@hpc/api/problem.ts";
import type { TemplateView } from "@hpc/api/templates-wire.ts";
import { EmptyFace } from "@hpc/ui/faces/empty-face.tsx";
import { LoadingFace } from "@hpc/ui/faces/loading-face.tsx";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { IconLock } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { usePortal } from "../../../app/portal-context.ts";
import { useLiveState } from "../../../parts/live/use-live-state.ts";
import { LinkButton } from "../../../parts/link-button.tsx";
import panel from "../../../parts/panel.module.css";
import { nameOf } from "../facts.ts";
import { templateQuery } from "../queries.ts";
import { TemplateProblem } from "../template-problem.tsx";
import { useLiveTemplates } from "../use-live-templates.ts";
import { TemplateEditor } from "./template-editor.tsx";

const route = getRouteApi("/templates/$id/edit");

/** Another version of a template that one may change. */
export function EditTemplatePage() {
  const { api } = usePortal();
  const { id } = route.useParams();
  const { pollMs } = useLiveState();
  const found = useQuery(templateQuery(api, id, pollMs));
  useLiveTemplates();
  if (found.data !== undefined) {
    const gone = found.error instanceof ApiProblem && found.error.status === 404;
    return found.data.may_change ? <Editor key={id} template={found.data} gone={gone} /> : <MayNot id={id} />;
  }
  return <div className={panel.page}>{found.isError ? <TemplateProblem error={found.error} onRetry={() => void found.refetch()} /> : <LoadingFace rows={12} />}</div>;
}

function Editor({ template, gone }: { template: TemplateView; gone: boolean }) {
  const { t } = useTranslation("templates");
  const { api } = usePortal();
  const { line } = route.useSearch();
  const { template_id: id, digest, yaml } = template;
  const [first] = useState(yaml ?? "");
  return (
    <TemplateEditor
      title={t("editor.editTitle", { name: nameOf(template) })}
      first={first}
      edited={{ id, now: { digest, yaml: yaml ?? "" } }}
      line={line}
      {...(gone ? { note: t("editor.gone") } : {})}
      save={(text, basedOn) => api.templates.change(id, text, basedOn)}
    />
  );
}

function MayNot({ id }: { id: string }) {
  const { t } = useTranslation("templates");
  const duplicate = (
    <LinkButton to="/templates/new" search={{ from: id }} variant="default">
      {t("one.duplicate")}
    </LinkButton>
  );
  return (
    <div className={panel.page}>
      <EmptyFace icon={<IconLock size={28} stroke={1.5} />} title={t("editor.mayNot")} text={t("editor.mayNotText")} action={duplicate} />
    </div>
  );
}
