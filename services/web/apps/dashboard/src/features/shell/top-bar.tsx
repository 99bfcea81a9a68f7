import { ActionIcon, Kbd, Menu, UnstyledButton } from "@mantine/core";
import { ColorsChoice, LanguageChoice } from "@hpc/ui/choices.tsx";
import { DemoMark } from "@hpc/ui/demo-mark.tsx";
import { IconApps, IconKeyboard, IconLogout, IconSearch, IconUser } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { usePortal } from "../../app/portal-context.ts";
import classes from "./frame.module.css";
import { Pulse } from "./pulse.tsx";

interface TopBarProps {
  tray: ReactNode;
  onSearch: () => void;
  onHelp: () => void;
  onSignOut: () => void;
}

const IS_MAC = /Mac|iPhone|iPad/.test(navigator.userAgent);

export function TopBar({ tray, onSearch, onHelp, onSignOut }: TopBarProps) {
  const { t } = useTranslation("shell");
  const { info, user } = usePortal();
  return (
    <>
      <Link to="/" className={classes.cluster}>
        {info.cluster_name}
      </Link>
      <Pulse />
      {info.demo && <DemoMark />}
      <UnstyledButton className={classes.search} onClick={onSearch} aria-label={t("search")}>
        <IconSearch size={16} stroke={1.6} aria-hidden />
        <span className={classes.searchText}>{t("search")}</span>
        <Kbd size="xs">{IS_MAC ? "⌘K" : "Ctrl K"}</Kbd>
      </UnstyledButton>
      {tray}
      <LanguageChoice />
      <ColorsChoice />
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t("person.label", { name: user.username })}>
            <IconUser size={18} stroke={1.6} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>
            <bdi>{user.username}</bdi>
            <br />
            <bdi>{user.email}</bdi>
          </Menu.Label>
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
    </>
  );
}
