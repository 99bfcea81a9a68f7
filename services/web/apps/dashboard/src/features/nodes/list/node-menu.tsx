import "@hpc/ui/styles/menus.ts";
import { Menu } from "@mantine/core";
import type { NodeAction, NodeRow } from "@hpc/api/nodes-wire.ts";
import { copyText } from "@hpc/ui/copy-text.ts";
import { notify } from "@hpc/ui/notices.tsx";
import type { Opening } from "@hpc/ui/on-demand.tsx";
import { IconCopy, IconInfoCircle, IconListDetails } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../../app/portal-context.ts";
import { isOperator, makesSense, NODE_ACTIONS } from "../node-actions.ts";

export interface NodeMenuProps {
  row: NodeRow;
  onAct: (action: NodeAction, rows: readonly NodeRow[]) => void;
}

export default function NodeMenu({ row, onAct, button, defaultOpened }: NodeMenuProps & Opening) {
  const { t } = useTranslation("nodes");
  const { user } = usePortal();
  const able = isOperator(user) ? NODE_ACTIONS.filter((action) => makesSense(action, row)) : [];
  return (
    <Menu position="bottom-end" defaultOpened={defaultOpened}>
      <Menu.Target>{button}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconInfoCircle size={15} />} renderRoot={(props) => <Link to="/nodes/$name" params={{ name: row.name }} {...props} />}>
          {t("open")}
        </Menu.Item>
        <Menu.Item leftSection={<IconListDetails size={15} />} renderRoot={(props) => <Link to="/jobs" search={{ node: row.name }} {...props} />}>
          {t("jobsOn")}
        </Menu.Item>
        <Menu.Item leftSection={<IconCopy size={15} />} onClick={() => void copyText(row.name).then((copied) => copied && notify("good", t("copiedName", { name: row.name })))}>
          {t("copyName")}
        </Menu.Item>
        {able.length > 0 && <Menu.Divider />}
        {able.map((action) => (
          <Menu.Item key={action} onClick={() => onAct(action, [row])}>
            {action === "resume" ? t("action.resume") : `${t(`action.${action}`)}…`}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
