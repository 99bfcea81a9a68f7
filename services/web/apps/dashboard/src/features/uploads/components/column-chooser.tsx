import { ActionIcon } from "@mantine/core";
import { onDemand } from "@hpc/ui/on-demand.tsx";
import { named } from "@hpc/ui/tips.tsx";
import { IconColumns3 } from "@tabler/icons-react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import type { ChecksMenuProps } from "../../../parts/records/checks-menu.tsx";
import { CHOOSABLE } from "./upload-columns.tsx";

const ChecksMenu = onDemand<ChecksMenuProps>("menu", () => import("../../../parts/records/checks-menu.tsx"));

/** Which columns show; remembered in this browser. */
export function ColumnChooser({ hidden, owners, onChange }: { hidden: string[]; owners: boolean; onChange: (hidden: string[]) => void }) {
  const { t } = useTranslation("uploads");
  const items = CHOOSABLE.filter((id) => owners || id !== "user_id").map((id) => ({ id, label: t(`columns.${id}`), checked: !hidden.includes(id) }));
  const button = (
    <ActionIcon variant="subtle" color="gray" size="sm" {...named(t("past.columns"))}>
      <IconColumns3 size={15} />
    </ActionIcon>
  );
  return (
    <ChecksMenu
      button={button}
      items={items}
      onToggle={(id) => onChange(hidden.includes(id) ? hidden.filter((each) => each !== id) : [...hidden, id])}
    />
  );
}
