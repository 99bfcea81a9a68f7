import { ActionIcon } from "@mantine/core";
import { storedName } from "@hpc/api/uploads.ts";
import { onDemand } from "@hpc/ui/on-demand.tsx";
import { IconDots } from "@tabler/icons-react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import type { RowMenuProps } from "./row-menu-items.tsx";
import classes from "./uploads.module.css";

const Items = onDemand<RowMenuProps>("menu", () => import("./row-menu-items.tsx"));

export function RowMenu(props: RowMenuProps) {
  const { t } = useTranslation("uploads");
  const button = (
    <ActionIcon className={classes.rowMenu} variant="subtle" color="gray" size="sm" aria-label={t("past.actions", { name: storedName(props.row) })}>
      <IconDots size={16} />
    </ActionIcon>
  );
  return <Items {...props} button={button} />;
}
