import { ActionIcon, useMantineColorScheme } from "@mantine/core";
import { IconDeviceDesktop, IconLanguage, IconMoon, IconSun } from "@tabler/icons-react";
import { useTranslation } from "./i18n/i18n.ts";
import { onDemand } from "./on-demand.tsx";
import { named } from "./tips.tsx";

const LanguageMenu = onDemand("menu", () => import("./language-menu.tsx"));
const ColorsMenu = onDemand("menu", () => import("./colors-menu.tsx"));
const ICONS = { light: IconSun, dark: IconMoon, auto: IconDeviceDesktop };

export function LanguageChoice() {
  const { t } = useTranslation("ui");
  const button = (
    <ActionIcon variant="subtle" color="gray" size="lg" {...named(t("language.label"))}>
      <IconLanguage size={18} stroke={1.6} />
    </ActionIcon>
  );
  return <LanguageMenu button={button} />;
}

export function ColorsChoice() {
  const { t } = useTranslation("ui");
  const Icon = ICONS[useMantineColorScheme().colorScheme];
  const button = (
    <ActionIcon variant="subtle" color="gray" size="lg" {...named(t("colors.label"))}>
      <Icon size={18} stroke={1.6} />
    </ActionIcon>
  );
  return <ColorsMenu button={button} />;
}
