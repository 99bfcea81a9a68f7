import { Title } from "@mantine/core";
import { ApiProblem } from "@hpc/api/problem.ts";
import { LoadingFace } from "@hpc/ui/faces/loading-face.tsx";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { usePortal } from "../../app/portal-context.ts";
import { useActingWords } from "../../parts/acting/use-acting-words.ts";
import { ClusterProblem } from "../../parts/jobs/cluster-problem.tsx";
import panel from "../../parts/panel.module.css";
import { type Draft, fieldsOf, starter } from "./draft.ts";
import { fieldsSubmitted, storedDraft } from "./draft-store.ts";
import { JobForm } from "./job-form.tsx";
import classes from "./new-job.module.css";
import type { NewJobSearch } from "./new-job-search.ts";
import { choicesQuery, formerQuery } from "./queries.ts";

const TemplateJobPage = lazy(() => import("./template/template-job-page.tsx").then((page) => ({ default: page.TemplateJobPage })));
const TemplateChoice = lazy(() => import("./template/template-choice.tsx").then((page) => ({ default: page.TemplateChoice })));

const route = getRouteApi("/jobs/new");

/** A job without a terminal: of a template, or of a script that one writes oneself. */
export function NewJobPage() {
  const { t } = useTranslation("newJob");
  const search = route.useSearch();
  const { template, image, kind } = search;
  const own = template === undefined && kind === undefined;
  return (
    <div className={panel.page}>
      <div className={panel.head}>
        <Title order={1}>{t("title")}</Title>
        <Ways own={own} />
      </div>
      <Suspense fallback={<LoadingFace rows={8} />}>
        {own && <OwnScript search={search} />}
        {template !== undefined && <TemplateJobPage id={template} image={image} />}
        {template === undefined && kind === "template" && <TemplateChoice />}
      </Suspense>
    </div>
  );
}

function Ways({ own }: { own: boolean }) {
  const { t } = useTranslation("templateJob");
  return (
    <nav className={classes.ways} aria-label={t("ways.label")}>
      <Link to="/jobs/new" search={{}} className={classes.way} aria-current={own ? "page" : undefined}>
        {t("ways.script")}
      </Link>
      <Link to="/jobs/new" search={{ kind: "template" }} className={classes.way} aria-current={own ? undefined : "page"}>
        {t("ways.template")}
      </Link>
    </nav>
  );
}

/** A script and where it runs. */
function OwnScript({ search: { from } }: { search: NewJobSearch }) {
  const { t } = useTranslation("newJob");
  const { api, user } = usePortal();
  const choices = useQuery(choicesQuery(api));
  const [stored] = useState(() => storedDraft(user.username));
  const fresh = starter(t("starter"));
  // What was sent and is not decided comes before anything new.
  const again = from !== undefined && (stored === undefined || stored.pending === null);
  if (isHopeless(choices.error)) return <ClusterProblem error={choices.error} onRetry={() => void choices.refetch()} />;
  return again ? <Again id={from} /> : <JobForm first={stored ?? { fields: fresh, pending: null }} fresh={fresh} />;
}

/** Nothing can be submitted here, or not by this person. While Slurm is merely away one may go on writing. */
function isHopeless(error: unknown): boolean {
  return error instanceof ApiProblem && (error.code === "slurm_not_configured" || error.status === 403);
}

/** Begins with what a job was, as far as it is known. */
function Again({ id }: { id: string }) {
  const { t } = useTranslation("newJob");
  const { api, user } = usePortal();
  const { sentence } = useActingWords();
  const former = useQuery(formerQuery(api, id));
  const fresh = starter(t("starter"));
  if (former.isPending) return <LoadingFace rows={8} />;
  if (former.data === undefined) {
    const first: Draft = { fields: fresh, pending: null };
    return <JobForm key="without" first={first} fresh={fresh} note={t("againUnknown", { id, why: sentence(former.error) })} />;
  }
  const { job } = former.data;
  const written = fieldsSubmitted(user.username, id, job.name);
  const first: Draft = { fields: written ?? fieldsOf(former.data, fresh), pending: null };
  const note = written === undefined ? t("againGuessed", { id: job.id }) : t("againWritten", { id: job.id });
  return <JobForm key="with" first={first} fresh={fresh} note={note} />;
}
