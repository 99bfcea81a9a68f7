import "@hpc/ui/styles/menus.ts";
import { Menu } from "@mantine/core";
import type { JobRow } from "@hpc/api/cluster-wire.ts";
import { copyText } from "@hpc/ui/copy-text.ts";
import { notify } from "@hpc/ui/notices.tsx";
import type { Opening } from "@hpc/ui/on-demand.tsx";
import { IconCopy, IconFilter, IconInfoCircle } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../../app/portal-context.ts";
import { LIST_ACTIONS, type ListAction, loses, mayDo } from "../job-actions.ts";
import classes from "../jobs.module.css";

export interface JobMenuProps {
  row: JobRow;
  onAct: (action: ListAction, rows: readonly JobRow[]) => void;
}

export default function JobMenu({ row, onAct, button, defaultOpened }: JobMenuProps & Opening) {
  const { t } = useTranslation("jobs");
  const { user } = usePortal();
  const able = LIST_ACTIONS.filter((action) => mayDo(action, row, user));
  return (
    <Menu position="bottom-end" defaultOpened={defaultOpened}>
      <Menu.Target>{button}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconInfoCircle size={15} />} renderRoot={(props) => <Link to="/jobs/$id" params={{ id: String(row.job_id) }} {...props} />}>
          {t("open")}
        </Menu.Item>
        <Menu.Item leftSection={<IconCopy size={15} />} onClick={() => void copyText(row.id).then((copied) => copied && notify("good", t("copiedId", { id: row.id })))}>
          {t("copyId")}
        </Menu.Item>
        <Menu.Item leftSection={<IconFilter size={15} />} renderRoot={(props) => <Link to="/jobs" search={{ user: row.user }} {...props} />}>
          {t("jobsOf", { user: row.user })}
        </Menu.Item>
        {able.length > 0 && <Menu.Divider />}
        {able.map((action) => (
          <Menu.Item key={action} className={loses(action) ? classes.dangerItem : undefined} onClick={() => onAct(action, [row])}>
            {loses(action) ? `${t(`action.${action}`)}…` : t(`action.${action}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
