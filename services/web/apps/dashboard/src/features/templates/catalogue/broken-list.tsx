import type { BrokenFile } from "@hpc/api/templates-wire.ts";
import { EmptyFace } from "@hpc/ui/faces/empty-face.tsx";
import { LoadingFace } from "@hpc/ui/faces/loading-face.tsx";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { IconCircleCheck, IconFileAlert } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { usePortal } from "../../../app/portal-context.ts";
import { LinkButton } from "../../../parts/link-button.tsx";
import panel from "../../../parts/panel.module.css";
import { ProblemLines } from "../problem-lines.tsx";
import { brokenQuery } from "../queries.ts";
import { TemplateProblem } from "../template-problem.tsx";
import classes from "../templates.module.css";
import { parseEditorSearch } from "../templates-search.ts";

/** Files that one may mend and of which no job can be made, with what is wrong at which line. */
export function BrokenList() {
  const { t } = useTranslation("templates");
  const { api } = usePortal();
  const broken = useQuery(brokenQuery(api));
  if (broken.data === undefined && broken.isError) return <TemplateProblem error={broken.error} onRetry={() => void broken.refetch()} />;
  if (broken.data === undefined) return <LoadingFace />;
  if (broken.data.length === 0) {
    return <EmptyFace icon={<IconCircleCheck size={28} stroke={1.5} />} title={t("noProblems")} text={t("noProblemsText")} />;
  }
  return (
    <section className={panel.panel} aria-label={t("tabs.problems")}>
      <ul className={`${panel.list} ${classes.plain}`}>
        {broken.data.map((file) => (
          <File key={file.file_path} file={file} />
        ))}
      </ul>
    </section>
  );
}

function File({ file }: { file: BrokenFile }) {
  const { t } = useTranslation("templates");
  const { file_path, template_id, listed, problems } = file;
  const line = problems.find(({ severity }) => severity !== "warning")?.line;
  return (
    <li className={panel.item}>
      <IconFileAlert size={18} className={panel.itemIcon} aria-hidden />
      <div className={`${panel.itemBody} ${classes.wideBody}`}>
        <div className={panel.itemHead}>
          {template_id === null ? <bdi>{file_path}</bdi> : <Link to="/templates/$id" params={{ id: template_id }}>{file_path}</Link>}
          {!listed && <span className={`${panel.mark} ${panel.bad}`}>{t("notListed")}</span>}
        </div>
        <ProblemLines problems={problems} />
      </div>
      {template_id !== null && (
        <LinkButton to="/templates/$id/edit" params={{ id: template_id }} search={parseEditorSearch({ line })} variant="default">
          {t("mend")}
        </LinkButton>
      )}
    </li>
  );
}
