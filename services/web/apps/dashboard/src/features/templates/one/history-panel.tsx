import { Button } from "@mantine/core";
import type { TemplateVersion, TemplateView } from "@hpc/api/templates-wire.ts";
import { LoadingFace } from "@hpc/ui/faces/loading-face.tsx";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { notify } from "@hpc/ui/notices.tsx";
import { TimeAgo } from "@hpc/ui/time-ago.tsx";
import { useFormat } from "@hpc/ui/use-format.ts";
import { IconHistory } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { usePortal } from "../../../app/portal-context.ts";
import { Panel } from "../../../parts/panel.tsx";
import panel from "../../../parts/panel.module.css";
import { useHashScroll } from "../../../parts/use-hash-scroll.ts";
import { nameOf } from "../facts.ts";
import { templatesKey, versionsQuery } from "../queries.ts";
import { TemplateRefusal } from "../template-problem.tsx";
import classes from "../templates.module.css";
import { parseTemplateSearch, shortDigest } from "../templates-search.ts";
import { Comparison } from "./comparison.tsx";

const ConfirmDialog = lazy(() => import("../../../parts/confirm-dialog.tsx"));
const route = getRouteApi("/templates/$id");

/** So many before one asks for all. */
const FEW = 8;

/** What the template said before: compared with what it says now, and put back. */
export function HistoryPanel({ template }: { template: TemplateView }) {
  const { t } = useTranslation("templates");
  const { api } = usePortal();
  const queries = useQueryClient();
  const format = useFormat();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [all, setAll] = useState(false);
  const [restoring, setRestoring] = useState<TemplateVersion | null>(null);
  const id = template.template_id;
  const found = useQuery(versionsQuery(api, id));
  const versions = found.data ?? [];
  useHashScroll(found.isSuccess);
  const compare = (from: string | undefined, to?: string) =>
    void navigate({ search: parseTemplateSearch({ compare: from === undefined ? undefined : shortDigest(from), with: to === undefined ? undefined : shortDigest(to) }), resetScroll: false });
  const timeOf = ({ made_at }: TemplateVersion) => format.absolute(new Date(made_at));

  async function restore({ digest }: TemplateVersion) {
    await api.templates.restore(id, digest);
    await queries.invalidateQueries({ queryKey: templatesKey });
    compare(undefined);
    notify("good", t("history.restored", { name: nameOf(template) }));
  }

  return (
    <Panel id="history" title={t("history.title")} note={t("history.note")}>
      {search.compare !== undefined && versions.length > 0 && <Comparison id={id} versions={versions} search={search} onChange={compare} />}
      {found.isPending && (
        <div className={panel.body}>
          <LoadingFace rows={3} />
        </div>
      )}
      {found.isError && found.data === undefined && (
        <div className={panel.body}>
          <TemplateRefusal error={found.error} />
        </div>
      )}
      <ol className={panel.list}>
        {versions.slice(0, all ? undefined : FEW).map((version, index) => (
          <Version
            // A version that was restored is there twice.
            key={versions.length - index}
            version={version}
            time={timeOf(version)}
            mayRestore={template.may_change && version.digest !== template.digest}
            onCompare={() => compare(version.digest)}
            onRestore={() => setRestoring(version)}
          />
        ))}
      </ol>
      {!all && versions.length > FEW && (
        <div className={classes.foot}>
          <Button variant="subtle" color="gray" onClick={() => setAll(true)}>
            {t("history.older", { count: versions.length })}
          </Button>
        </div>
      )}
      <Suspense>
        {restoring !== null && (
          <ConfirmDialog
            title={t("history.restoreTitle")}
            text={t("history.restoreText", { time: timeOf(restoring) })}
            confirm={t("history.restore")}
            act={() => restore(restoring)}
            onClose={() => setRestoring(null)}
          />
        )}
      </Suspense>
    </Panel>
  );
}

interface VersionProps {
  version: TemplateVersion;
  time: string;
  mayRestore: boolean;
  onCompare: () => void;
  onRestore: () => void;
}

const HOW = ["create", "change", "import", "restore", "folder"] as const;

function Version({ version: { made_at, made_by, how, current }, time, mayRestore, onCompare, onRestore }: VersionProps) {
  const { t } = useTranslation("templates");
  const known = HOW.find((each) => each === how);
  return (
    <li className={panel.item} aria-current={current || undefined}>
      <IconHistory size={18} className={panel.itemIcon} aria-hidden />
      <div className={panel.itemBody}>
        <div className={panel.itemHead}>
          <TimeAgo time={made_at} />
          {current && <span className={panel.mark}>{t("history.current")}</span>}
        </div>
        <div className={panel.itemText}>
          <span>{known === undefined ? how : t(`history.how.${known}`)}</span>
          {made_by !== null && <span>{t("history.by", { name: made_by })}</span>}
        </div>
      </div>
      {!current && (
        <Button variant="default" onClick={onCompare} aria-label={t("history.compareOf", { time })}>
          {t("history.compare")}
        </Button>
      )}
      {mayRestore && (
        <Button variant="default" onClick={onRestore} aria-label={t("history.restoreOf", { time })}>
          {t("history.restore")}
        </Button>
      )}
    </li>
  );
}
