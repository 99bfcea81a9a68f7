import { Title } from "@mantine/core";
import { LoadingFace } from "@hpc/ui/faces/loading-face.tsx";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { getRouteApi, Link } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { lateTemplateJobTexts, ownScriptTexts, templateJobTexts } from "../../app/texts.ts";
import { withTexts } from "../../app/with-texts.ts";
import panel from "../../parts/panel.module.css";
import classes from "./new-job.module.css";

const OwnScript = lazy(() => withTexts(ownScriptTexts, import("./own-script.tsx")).then((page) => ({ default: page.OwnScript })));
const TemplateJobPage = lazy(() => withTexts(templateJobTexts, import("./template/template-job-page.tsx")).then((page) => ({ default: page.TemplateJobPage })));
const AgainPage = lazy(() => withTexts(templateJobTexts, withTexts(lateTemplateJobTexts, import("./template/again-page.tsx"))).then((page) => ({ default: page.AgainPage })));
const TemplateChoice = lazy(() => withTexts(lateTemplateJobTexts, import("./template/template-choice.tsx")).then((page) => ({ default: page.TemplateChoice })));

const route = getRouteApi("/jobs/new");

/** A job without a terminal: of a template, or of a script that one writes oneself. */
export function NewJobPage() {
  const { t } = useTranslation("newJob");
  const search = route.useSearch();
  const { template, image, submission, kind } = search;
  const own = template === undefined && submission === undefined && kind === undefined;
  return (
    <div className={panel.page}>
      <div className={panel.head}>
        <Title order={1}>{t("title")}</Title>
        <Ways own={own} />
      </div>
      <Suspense fallback={<LoadingFace rows={8} />}>
        {own && <OwnScript search={search} />}
        {template !== undefined && <TemplateJobPage id={template} image={image} submission={submission} />}
        {template === undefined && submission !== undefined && <AgainPage submission={submission} />}
        {template === undefined && submission === undefined && kind === "template" && <TemplateChoice />}
      </Suspense>
    </div>
  );
}

/** They differ in the search only. */
const EXACT = { exact: true, includeSearch: true };

function Ways({ own }: { own: boolean }) {
  const { t } = useTranslation("newJob");
  return (
    <nav className={classes.ways} aria-label={t("ways.label")}>
      <Link to="/jobs/new" search={{}} className={classes.way} activeOptions={EXACT} data-on={own || undefined}>
        {t("ways.script")}
      </Link>
      <Link to="/jobs/new" search={{ kind: "template" }} className={classes.way} activeOptions={EXACT} data-on={!own || undefined}>
        {t("ways.template")}
      </Link>
    </nav>
  );
}
