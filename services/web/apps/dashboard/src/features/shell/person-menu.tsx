import "@hpc/ui/styles/menus.ts";
import { Kbd, Menu } from "@mantine/core";
import type { User } from "@hpc/api/wire.ts";
import type { Opening } from "@hpc/ui/on-demand.tsx";
import { IconApps, IconKeyboard, IconLogout, IconUserCircle } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";

interface PersonMenuProps extends Opening {
  user: User;
  onHelp: () => void;
  onSignOut: () => void;
}

export default function PersonMenu({ user, onHelp, onSignOut, button, defaultOpened }: PersonMenuProps) {
  const { t } = useTranslation("shell");
  return (
    <Menu position="bottom-end" width={220} defaultOpened={defaultOpened}>
      <Menu.Target>{button}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <bdi>{user.username}</bdi>
          <br />
          <bdi>{user.email}</bdi>
        </Menu.Label>
        <Menu.Item component={Link} to="/account" leftSection={<IconUserCircle size={16} stroke={1.6} />}>
          {t("pages.account")}
        </Menu.Item>
        <Menu.Item component="a" href="/" leftSection={<IconApps size={16} stroke={1.6} />}>
          {t("person.portal")}
        </Menu.Item>
        <Menu.Item leftSection={<IconKeyboard size={16} stroke={1.6} />} onClick={onHelp} rightSection={<Kbd size="xs">?</Kbd>}>
          {t("person.shortcuts")}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} stroke={1.6} />} onClick={onSignOut}>
          {t("person.signOut")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
