import { ActionIcon, Kbd, UnstyledButton } from "@mantine/core";
import type { User } from "@hpc/api/wire.ts";
import { ColorsChoice, LanguageChoice } from "@hpc/ui/choices.tsx";
import { DemoMark } from "@hpc/ui/demo-mark.tsx";
import { onDemand } from "@hpc/ui/on-demand.tsx";
import { named } from "@hpc/ui/tips.tsx";
import { IconSearch, IconUser } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../app/portal-context.ts";
import { SimulatedMark } from "../../parts/live/simulated-mark.tsx";
import { useClusterPulse } from "../../parts/live/use-cluster.ts";
import classes from "./frame.module.css";
import { Pulse } from "./pulse.tsx";

interface TopBarProps {
  tray: ReactNode;
  onSearch: () => void;
  onHelp: () => void;
  onSignOut: () => void;
}

const PersonMenu = onDemand<{ user: User; onHelp: () => void; onSignOut: () => void }>("menu", () => import("./person-menu.tsx"));

const SEARCH_KEYS = /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘K" : "Ctrl K";

export function TopBar({ tray, onSearch, onHelp, onSignOut }: TopBarProps) {
  const { t } = useTranslation("shell");
  const { info, user } = usePortal();
  const { simulated } = useClusterPulse();
  return (
    <>
      <Link to="/" className={classes.cluster}>
        {info.cluster_name}
      </Link>
      <Pulse />
      {simulated ? <SimulatedMark /> : info.demo && <DemoMark />}
      <UnstyledButton className={classes.search} onClick={onSearch}>
        <IconSearch size={16} stroke={1.6} aria-hidden />
        <span className={classes.searchText}>{t("search")}</span>{" "}
        <Kbd size="xs">{SEARCH_KEYS}</Kbd>
      </UnstyledButton>
      {tray}
      <LanguageChoice />
      <ColorsChoice />
      <PersonMenu
        user={user}
        onHelp={onHelp}
        onSignOut={onSignOut}
        button={
          <ActionIcon variant="subtle" color="gray" size="lg" {...named(t("person.label", { name: user.username }))}>
            <IconUser size={18} stroke={1.6} />
          </ActionIcon>
        }
      />
    </>
  );
}
