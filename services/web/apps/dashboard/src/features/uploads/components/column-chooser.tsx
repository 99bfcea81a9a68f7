import { ActionIcon, Menu } from "@mantine/core";
import { IconCheck, IconColumns3 } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { CHOOSABLE } from "./upload-columns.tsx";
import classes from "./uploads.module.css";

/** Which columns show; remembered in this browser. */
export function ColumnChooser({ hidden, owners, onChange }: { hidden: string[]; owners: boolean; onChange: (hidden: string[]) => void }) {
  const { t } = useTranslation("uploads");
  return (
    <Menu closeOnItemClick={false} position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="sm" aria-label={t("past.columns")}>
          <IconColumns3 size={15} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {CHOOSABLE.filter((id) => owners || id !== "user_id").map((id) => {
          const shown = !hidden.includes(id);
          return (
            <Menu.Item
              key={id}
              role="menuitemcheckbox"
              aria-checked={shown}
              rightSection={shown ? <IconCheck size={14} aria-hidden /> : <span className={classes.noCheck} />}
              onClick={() => onChange(shown ? [...hidden, id] : hidden.filter((each) => each !== id))}
            >
              {t(`columns.${id}`)}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
