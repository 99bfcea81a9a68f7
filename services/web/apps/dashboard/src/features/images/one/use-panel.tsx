import { Button } from "@mantine/core";
import type { ImageView } from "@hpc/api/images-wire.ts";
import { visibleName } from "@hpc/ui/name-text.ts";
import { IconFilePlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../../app/portal-context.ts";
import { Panel } from "../../../parts/panel.tsx";
import panel from "../../../parts/panel.module.css";
import classes from "../images.module.css";
import one from "./image.module.css";
import { execLine } from "../image-words.ts";
import { templatesQuery } from "../queries.ts";
import { Code } from "./code.tsx";
import { type TemplateUse, templatesOf } from "./templates-of.ts";

/** Templates that are named; the catalogue has all. */
const SHOWN = 8;

/** How a job runs in the image: from a template, or by a line in one's own script. */
export function UsePanel({ view }: { view: ImageView }) {
  const { t } = useTranslation("images");
  const { api } = usePortal();
  const templates = useQuery(templatesQuery(api)).data;
  const uses = templates === undefined ? [] : templatesOf(view, templates);
  const [app] = view.apps;
  if (view.is_active === 0) return null;
  const script = (
    <Button variant="default" leftSection={<IconFilePlus size={15} />} renderRoot={(props) => <Link to="/jobs/new" {...props} />}>
      {t("one.newJob")}
    </Button>
  );
  return (
    <Panel id="use" title={t("one.use")} tools={script}>
      <div className={panel.body}>
        {uses.length > 0 && <Templates uses={uses} image={view.id} />}
        <p className={classes.note}>{t("one.useNote")}</p>
        <Code text={execLine(view.path)} name={t("one.use")} wrap />
        {app !== undefined && (
          <>
            <p className={classes.note}>
              {t("one.useApp")} {view.apps.map(visibleName).join(", ")}
            </p>
            <Code text={execLine(view.path, app)} name={t("one.apps")} wrap />
          </>
        )}
      </div>
    </Panel>
  );
}

function Templates({ uses, image }: { uses: readonly TemplateUse[]; image: string }) {
  const { t } = useTranslation("images");
  const named = uses.filter((use) => use.named);
  const others = uses.filter((use) => !use.named);
  return (
    <>
      {named.length > 0 && <TemplateLinks title={t("one.templates")} uses={named} image={image} />}
      {others.length > 0 && <TemplateLinks title={t("one.templatesToo")} uses={others} image={image} />}
    </>
  );
}

function TemplateLinks({ title, uses, image }: { title: string; uses: readonly TemplateUse[]; image: string }) {
  const { t } = useTranslation("images");
  return (
    <div className={one.templates}>
      <span className={classes.dim}>{title}</span>
      <ul>
        {uses.slice(0, SHOWN).map(({ id, name }) => (
          <li key={id}>
            <Link to="/jobs/new" search={chosen(id, image)} className={one.template}>
              {visibleName(name)}
            </Link>
          </li>
        ))}
      </ul>
      {uses.length > SHOWN && <span className={classes.dim}>{t("one.andMore", { count: uses.length - SHOWN })}</span>}
    </div>
  );
}

/** What the form begins with, as its address holds it. */
function chosen(template: string, image: string): Record<string, string> {
  return { template, image };
}
