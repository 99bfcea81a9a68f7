import { ActionIcon, Drawer, Tooltip } from "@mantine/core";
import { useDisclosure, useLocalStorage } from "@mantine/hooks";
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand, IconMenu2 } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./frame.module.css";

interface FrameProps {
  navigation: (folded: boolean, onNavigate: () => void) => ReactNode;
  bar: ReactNode;
  children: ReactNode;
}

/** Navigation on the left (a slide-over on narrow screens), the bar on top, the page. */
export function Frame({ navigation, bar, children }: FrameProps) {
  const { t } = useTranslation("shell");
  const [folded, setFolded] = useLocalStorage({ key: "hpc-portal-navigation-folded", defaultValue: false, getInitialValueInEffect: false });
  const [sliding, slide] = useDisclosure(false);
  const FoldIcon = folded ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse;
  const foldLabel = folded ? t("expand") : t("collapse");
  return (
    <div className={classes.frame} data-folded={folded || undefined}>
      <a className={classes.skip} href="#content">
        {t("skip")}
      </a>
      <header className={classes.bar}>
        <ActionIcon
          className={classes.burger}
          variant="subtle"
          color="gray"
          size="lg"
          onClick={slide.open}
          aria-label={t("openNavigation")}
        >
          <IconMenu2 size={18} stroke={1.6} />
        </ActionIcon>
        {bar}
      </header>
      <aside className={classes.side}>
        {navigation(folded, () => undefined)}
        <span className={classes.space} />
        <Tooltip label={foldLabel} position="right">
          <ActionIcon variant="subtle" color="gray" onClick={() => setFolded(!folded)} aria-label={foldLabel} aria-expanded={!folded}>
            <FoldIcon size={18} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      </aside>
      <Drawer opened={sliding} onClose={slide.close} size={260} title={t("navigation")} padding="sm">
        {navigation(false, slide.close)}
      </Drawer>
      <main className={classes.main} id="content" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}
