import "@hpc/ui/styles/menus.ts";
import { Menu } from "@mantine/core";
import type { UploadRow } from "@hpc/api/wire.ts";
import { copyText } from "@hpc/ui/copy-text.ts";
import { notify } from "@hpc/ui/notices.tsx";
import type { Opening } from "@hpc/ui/on-demand.tsx";
import { IconCopy, IconInfoCircle, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import classes from "./uploads.module.css";

const REMOVALS = { initialized: "row.cancel", uploading: "row.cancel", completed: "row.delete", failed: "row.remove" } as const;

export interface RowMenuProps {
  row: UploadRow;
  onOpen: (row: UploadRow) => void;
  onRemove: (rows: readonly UploadRow[]) => void;
}

export default function RowMenuItems({ row, onOpen, onRemove, button, defaultOpened }: RowMenuProps & Opening) {
  const { t } = useTranslation("uploads");
  const { file_path, status } = row;
  return (
    <Menu position="bottom-end" defaultOpened={defaultOpened}>
      <Menu.Target>{button}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconInfoCircle size={15} />} onClick={() => onOpen(row)}>
          {t("row.details")}
        </Menu.Item>
        {typeof file_path === "string" && status === "completed" && (
          <Menu.Item
            leftSection={<IconCopy size={15} />}
            onClick={() => void copyText(file_path).then((copied) => copied && notify("good", t("row.copied")))}
          >
            {t("row.copyPath")}
          </Menu.Item>
        )}
        {status !== "cancelled" && (
          <Menu.Item className={classes.dangerItem} leftSection={<IconTrash size={15} />} onClick={() => onRemove([row])}>
            {t(REMOVALS[status])}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
