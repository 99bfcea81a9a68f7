import { useMantineColorScheme } from "@mantine/core";
import { chooseLanguage } from "@hpc/ui/i18n/i18n.ts";
import { IconClock, IconDeviceDesktop, IconHistory, IconKeyboard, IconLanguage, IconLogout, IconMoon, IconPlayerPlay, IconSearch, IconServer2, IconStack2, IconSun } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import type { Command } from "../features/shell/commands.ts";
import type { Page } from "./pages.ts";

interface Actions {
  help: () => void;
  signOut: () => void;
}

/** As Slurm writes it: a job, a task of an array, a part of a heterogeneous job. */
const JOB_ID = /^\d{1,10}(_\d{1,7}|\+\d{1,3})?$/;
/** As nodes are called: letters, and a number at the end. */
const NODE_NAME = /^[a-z][a-z0-9.-]*\d$/i;

/** What the palette offers: pages, a search, actions. */
export function useCommands(pages: readonly Page[], actions: Actions): (text: string) => Command[] {
  const { t, language } = useTranslation("shell");
  const navigate = useNavigate();
  const { setColorScheme } = useMantineColorScheme();
  const other = language === "ko" ? "en" : "ko";
  return (text) => [
    ...pages.map(({ name, to, icon, keys }) => ({
      id: `page-${name}`,
      label: t("shortcuts.goTo", { page: t(`pages.${name}`) }),
      icon,
      keys,
      run: () => void navigate({ to }),
    })),
    { id: "my-jobs", label: t("palette.myJobs"), icon: IconStack2, run: () => void navigate({ to: "/jobs", search: { user: "me" } }) },
    { id: "running-jobs", label: t("palette.runningJobs"), icon: IconPlayerPlay, run: () => void navigate({ to: "/jobs", search: { state: "active" } }) },
    { id: "waiting-jobs", label: t("palette.waitingJobs"), icon: IconClock, run: () => void navigate({ to: "/jobs", search: { state: "waiting", sort: "-priority" } }) },
    { id: "finished-jobs", label: t("palette.finishedJobs"), icon: IconHistory, run: () => void navigate({ to: "/jobs", search: { in: "finished", user: "me", period: "7d" } }) },
    ...(JOB_ID.test(text.trim())
      ? [
          {
            id: "job",
            label: t("palette.job", { id: text.trim() }),
            icon: IconStack2,
            always: true,
            run: () => void navigate({ to: "/jobs/$id", params: { id: text.trim() } }),
          },
        ]
      : []),
    { id: "nodes-attention", label: t("palette.attention"), icon: IconServer2, run: () => void navigate({ to: "/nodes", search: { view: "table", state: "attention" } }) },
    ...(NODE_NAME.test(text.trim())
      ? [
          {
            id: "node",
            label: t("palette.node", { name: text.trim() }),
            icon: IconServer2,
            always: true,
            run: () => void navigate({ to: "/nodes/$name", params: { name: text.trim() } }),
          },
        ]
      : []),
    ...(text.trim() === ""
      ? []
      : [
          {
            id: "search-jobs",
            label: t("palette.jobs", { text: text.trim() }),
            icon: IconSearch,
            always: true,
            run: () => void navigate({ to: "/jobs", search: { q: text.trim() } }),
          },
          {
            id: "search-nodes",
            label: t("palette.nodes", { text: text.trim() }),
            icon: IconSearch,
            always: true,
            run: () => void navigate({ to: "/nodes", search: { view: "table", q: text.trim() } }),
          },
          {
            id: "search-templates",
            label: t("palette.templates", { text: text.trim() }),
            icon: IconSearch,
            always: true,
            run: () => void navigate({ to: "/templates", search: { q: text.trim() } }),
          },
          {
            id: "search-images",
            label: t("palette.images", { text: text.trim() }),
            icon: IconSearch,
            always: true,
            run: () => void navigate({ to: "/images", search: { q: text.trim() } }),
          },
          {
            id: "search-uploads",
            label: t("palette.uploads", { text: text.trim() }),
            icon: IconSearch,
            always: true,
            run: () => void navigate({ to: "/uploads", search: { q: text.trim() } }),
          },
        ]),
    { id: "help", label: t("palette.help"), icon: IconKeyboard, keys: "?", run: actions.help },
    { id: "light", label: t("palette.light"), icon: IconSun, run: () => setColorScheme("light") },
    { id: "dark", label: t("palette.dark"), icon: IconMoon, run: () => setColorScheme("dark") },
    { id: "auto", label: t("palette.auto"), icon: IconDeviceDesktop, run: () => setColorScheme("auto") },
    {
      id: "language",
      label: other === "ko" ? t("palette.korean") : t("palette.english"),
      icon: IconLanguage,
      run: () => void chooseLanguage(other),
    },
    { id: "sign-out", label: t("person.signOut"), icon: IconLogout, run: actions.signOut },
  ];
}
