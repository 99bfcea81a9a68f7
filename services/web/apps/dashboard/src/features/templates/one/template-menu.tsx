import "@hpc/ui/styles/menus.ts";
import { Menu } from "@mantine/core";
import { templateFileUrl } from "@hpc/api/templates.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import type { Opening } from "@hpc/ui/on-demand.tsx";
import { IconArchive, IconCopyPlus, IconDownload } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";

export interface TemplateMenuProps {
  id: string;
  mayArchive: boolean;
  onArchive: () => void;
}

/** What one does to a template less often. */
export default function TemplateMenu({ id, mayArchive, onArchive, button, defaultOpened }: TemplateMenuProps & Opening) {
  const { t } = useTranslation("templates");
  const navigate = useNavigate();
  return (
    <Menu position="bottom-end" defaultOpened={defaultOpened}>
      <Menu.Target>{button}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconCopyPlus size={16} stroke={1.6} />} onClick={() => void navigate({ to: "/templates/new", search: { from: id } })}>
          {t("one.duplicate")}
        </Menu.Item>
        <Menu.Item component="a" href={templateFileUrl(id)} download leftSection={<IconDownload size={16} stroke={1.6} />}>
          {t("one.export")}
        </Menu.Item>
        {mayArchive && (
          <Menu.Item leftSection={<IconArchive size={16} stroke={1.6} />} onClick={onArchive}>
            {t("one.archive")}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
