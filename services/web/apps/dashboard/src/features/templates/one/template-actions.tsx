import { ActionIcon } from "@mantine/core";
import type { TemplateView } from "@hpc/api/templates-wire.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { notify } from "@hpc/ui/notices.tsx";
import { onDemand } from "@hpc/ui/on-demand.tsx";
import { named } from "@hpc/ui/tips.tsx";
import { IconDots, IconPencil, IconPlayerPlay } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { usePortal } from "../../../app/portal-context.ts";
import { LinkButton } from "../../../parts/link-button.tsx";
import { nameOf } from "../facts.ts";
import { templatesKey } from "../queries.ts";
import classes from "../templates.module.css";
import type { TemplateMenuProps } from "./template-menu.tsx";

const TemplateMenu = onDemand<TemplateMenuProps>("menu", () => import("./template-menu.tsx"));
const ConfirmDialog = lazy(() => import("../../../parts/confirm-dialog.tsx"));

export function TemplateActions({ template }: { template: TemplateView }) {
  const { t } = useTranslation("templates");
  const { api } = usePortal();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [archiving, setArchiving] = useState(false);
  const { template_id: id, usable, may_change } = template;
  const name = nameOf(template);

  async function archive() {
    await api.templates.archive(id);
    notify("good", t("one.archived", { name }));
    await navigate({ to: "/templates" });
    await queries.invalidateQueries({ queryKey: templatesKey });
  }

  return (
    <div className={classes.actions}>
      {usable && (
        <LinkButton to="/jobs/new" search={{ template: id }} leftSection={<IconPlayerPlay size={15} />}>
          {t("one.newJob")}
        </LinkButton>
      )}
      {may_change && (
        <LinkButton to="/templates/$id/edit" params={{ id }} variant="default" leftSection={<IconPencil size={15} />}>
          {t("edit")}
        </LinkButton>
      )}
      <TemplateMenu
        id={id}
        mayArchive={template.may_delete}
        onArchive={() => setArchiving(true)}
        button={
          <ActionIcon variant="default" size={30} {...named(t("one.more"))}>
            <IconDots size={16} />
          </ActionIcon>
        }
      />
      <Suspense>
        {archiving && (
          <ConfirmDialog title={t("one.archiveTitle", { name })} text={t("one.archiveText")} confirm={t("one.archive")} act={archive} onClose={() => setArchiving(false)} />
        )}
      </Suspense>
    </div>
  );
}
