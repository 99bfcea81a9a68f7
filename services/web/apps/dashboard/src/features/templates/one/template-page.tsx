import { Button, Title } from "@mantine/core";
import { ApiProblem } from "@hpc/api/problem.ts";
import type { TemplateView } from "@hpc/api/templates-wire.ts";
import { EmptyFace } from "@hpc/ui/faces/empty-face.tsx";
import { LoadingFace } from "@hpc/ui/faces/loading-face.tsx";
import { StaleNote } from "@hpc/ui/faces/stale-note.tsx";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { IconArrowLeft, IconTemplateOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { usePortal } from "../../../app/portal-context.ts";
import { useLiveState } from "../../../parts/live/use-live-state.ts";
import { Panel } from "../../../parts/panel.tsx";
import panel from "../../../parts/panel.module.css";
import { useHashScroll } from "../../../parts/use-hash-scroll.ts";
import { descriptionOf, isMarkdown, nameOf } from "../facts.ts";
import { ProblemLines } from "../problem-lines.tsx";
import { templateQuery } from "../queries.ts";
import { SourceBadge, UnusableBadge } from "../source-badge.tsx";
import { TemplateProblem } from "../template-problem.tsx";
import classes from "../templates.module.css";
import { useLiveTemplates } from "../use-live-templates.ts";
import { ChangesPanel } from "./changes-panel.tsx";
import { FactsPanel } from "./facts-panel.tsx";
import { HistoryPanel } from "./history-panel.tsx";
import { ImagePanel } from "./image-panel.tsx";
import { InputsPanel } from "./inputs-panel.tsx";
import { ResourcesPanel } from "./resources-panel.tsx";
import { ScriptPanel } from "./script-panel.tsx";
import { TemplateActions } from "./template-actions.tsx";

const Description = lazy(() => import("../description.tsx"));
const route = getRouteApi("/templates/$id");

/** Everything about one template: what it does and takes, what of it may be changed, and what it was before. */
export function TemplatePage() {
  const { t } = useTranslation("templates");
  const { api, user } = usePortal();
  const { id } = route.useParams();
  const { pollMs } = useLiveState();
  const found = useQuery(templateQuery(api, id, pollMs));
  useLiveTemplates();
  const missing = found.error instanceof ApiProblem && found.error.status === 404;
  const template = missing ? undefined : found.data;
  useHashScroll(template !== undefined);
  return (
    <div className={panel.page}>
      <div className={panel.head}>
        <Button component={Link} to="/templates" variant="default" leftSection={<IconArrowLeft size={15} />}>
          {t("title")}
        </Button>
        <Title order={1}>
          <bdi>{template === undefined ? id : nameOf(template)}</bdi>
        </Title>
        {template !== undefined && (
          <>
            <SourceBadge source={template.source} me={user.username} />
            {!template.usable && <UnusableBadge />}
            <span className={panel.space} />
            <TemplateActions template={template} />
          </>
        )}
      </div>
      {found.isPending && <LoadingFace rows={8} />}
      {missing && <NotFound id={id} />}
      {found.isError && !missing && found.data === undefined && <TemplateProblem error={found.error} onRetry={() => void found.refetch()} />}
      {found.isError && !missing && found.data !== undefined && <StaleNote since={found.dataUpdatedAt} />}
      {template !== undefined && <Parts template={template} />}
    </div>
  );
}

function Parts({ template }: { template: TemplateView }) {
  const { t } = useTranslation("templates");
  const description = descriptionOf(template);
  return (
    <div className={panel.columns}>
      <div className={panel.column}>
        {template.problems.length > 0 && (
          <Panel id="problems" title={t("one.problems", { count: template.problems.length })}>
            <div className={panel.body}>
              <ProblemLines problems={template.problems} />
            </div>
          </Panel>
        )}
        <Panel id="about" title={t("one.about")}>
          <div className={panel.body}>
            {description === "" ? <p className={panel.note}>{t("one.noDescription")}</p> : <About text={description} />}
          </div>
        </Panel>
        <InputsPanel template={template} />
        <ChangesPanel template={template} />
        <ScriptPanel template={template} />
        <HistoryPanel template={template} />
      </div>
      <div className={panel.column}>
        <ResourcesPanel template={template} />
        <ImagePanel template={template} />
        <FactsPanel template={template} />
      </div>
    </div>
  );
}

function About({ text }: { text: string }) {
  const plain = <p className={classes.plainText}>{text}</p>;
  if (!isMarkdown(text)) return plain;
  return (
    <Suspense fallback={plain}>
      <Description markdown={text} />
    </Suspense>
  );
}

function NotFound({ id }: { id: string }) {
  const { t } = useTranslation("templates");
  const all = (
    <Button component={Link} to="/templates" variant="default">
      {t("one.all")}
    </Button>
  );
  return <EmptyFace icon={<IconTemplateOff size={28} stroke={1.5} />} title={t("one.notFound", { id })} text={t("one.notFoundText")} action={all} />;
}
