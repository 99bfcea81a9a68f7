import "./styles/menus.ts";
import { Menu } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useTranslation } from "./i18n/i18n.ts";
import { chooseLanguage } from "./i18n/i18n.ts";
import type { Opening } from "./on-demand.tsx";

export default function LanguageMenu({ button, defaultOpened }: Opening) {
  const { t, language: current } = useTranslation("ui");
  return (
    <Menu position="bottom-end" defaultOpened={defaultOpened}>
      <Menu.Target>{button}</Menu.Target>
      <Menu.Dropdown>
        {(["ko", "en"] as const).map((language) => (
          <Menu.Item
            key={language}
            lang={language}
            onClick={() => void chooseLanguage(language)}
            rightSection={current === language ? <IconCheck size={14} aria-hidden /> : null}
          >
            {t(`language.${language}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
