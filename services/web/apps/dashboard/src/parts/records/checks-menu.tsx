import "@hpc/ui/styles/menus.ts";
import { Menu } from "@mantine/core";
import type { Opening } from "@hpc/ui/on-demand.tsx";
import { IconCheck } from "@tabler/icons-react";
import classes from "./records.module.css";

export interface ChecksMenuProps {
  items: readonly { id: string; label: string; checked: boolean }[];
  onToggle: (id: string) => void;
}

/** A menu of things that are on or off. */
export default function ChecksMenu({ items, onToggle, button, defaultOpened }: ChecksMenuProps & Opening) {
  return (
    <Menu closeOnItemClick={false} position="bottom-start" defaultOpened={defaultOpened}>
      <Menu.Target>{button}</Menu.Target>
      <Menu.Dropdown>
        {items.map(({ id, label, checked }) => (
          <Menu.Item
            key={id}
            role="menuitemcheckbox"
            aria-checked={checked}
            rightSection={checked ? <IconCheck size={14} aria-hidden /> : <span className={classes.noCheck} />}
            onClick={() => onToggle(id)}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
