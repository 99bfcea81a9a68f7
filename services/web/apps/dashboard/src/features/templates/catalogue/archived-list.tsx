import { Button } from "@mantine/core";
import type { ArchivedTemplate } from "@hpc/api/templates-wire.ts";
import { EmptyFace } from "@hpc/ui/faces/empty-face.tsx";
import { LoadingFace } from "@hpc/ui/faces/loading-face.tsx";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { notify } from "@hpc/ui/notices.tsx";
import { IconArchive, IconArrowBackUp } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { usePortal } from "../../../app/portal-context.ts";
import panel from "../../../parts/panel.module.css";
import { archivedQuery, templatesKey } from "../queries.ts";
import { SourceBadge } from "../source-badge.tsx";
import { TemplateProblem } from "../template-problem.tsx";
import classes from "../templates.module.css";
import { useTemplateWords } from "../use-template-words.ts";

/** What was archived and can be put back. */
export function ArchivedList() {
  const { t } = useTranslation("templates");
  const { api } = usePortal();
  const archived = useQuery(archivedQuery(api));
  if (archived.data === undefined && archived.isError) return <TemplateProblem error={archived.error} onRetry={() => void archived.refetch()} />;
  if (archived.data === undefined) return <LoadingFace />;
  if (archived.data.length === 0) {
    return <EmptyFace icon={<IconArchive size={28} stroke={1.5} />} title={t("noArchived")} text={t("noArchivedText")} />;
  }
  return (
    <section className={panel.panel} aria-label={t("tabs.archived")}>
      <ul className={`${panel.list} ${classes.plain}`}>
        {archived.data.map((template) => (
          <Archived key={template.number} template={template} />
        ))}
      </ul>
    </section>
  );
}

function Archived({ template }: { template: ArchivedTemplate }) {
  const { t } = useTranslation("templates");
  const { api, user } = usePortal();
  const queries = useQueryClient();
  const words = useTemplateWords();
  const back = useMutation({
    mutationFn: () => api.templates.putBack(template.number),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: templatesKey });
      notify("good", t("isBack", { name: template.display_name }));
    },
    onError: (error) => notify("bad", words(error)),
  });
  return (
    <li className={panel.item}>
      <IconArchive size={18} className={panel.itemIcon} aria-hidden />
      <div className={panel.itemBody}>
        <div className={panel.itemHead}>
          <bdi>{template.display_name}</bdi>
          <SourceBadge source={template.source} me={user.username} />
        </div>
        <div className={panel.itemText}>{t("archivedFrom", { path: template.file_path })}</div>
      </div>
      <Button variant="default" leftSection={<IconArrowBackUp size={15} />} onClick={() => back.mutate()} loading={back.isPending} aria-label={`${t("putBack")}: ${template.display_name}`}>
        {t("putBack")}
      </Button>
    </li>
  );
}
