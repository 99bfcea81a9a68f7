import { ActionIcon } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand, IconMenu2 } from "@tabler/icons-react";
import { named } from "@hpc/ui/tips.tsx";
import { isBoolean, useStored } from "@hpc/ui/use-stored.ts";
import { lazy, type ReactNode, Suspense } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import classes from "./frame.module.css";

const SlideOver = lazy(() => import("./slide-over.tsx"));

interface FrameProps {
  navigation: (folded: boolean, onNavigate: () => void) => ReactNode;
  /** What stands above everything, if there is something. */
  notice: ReactNode;
  bar: ReactNode;
  children: ReactNode;
}

/** Navigation on the left (a slide-over on narrow screens), the bar on top, the page. */
export function Frame({ navigation, notice, bar, children }: FrameProps) {
  const { t } = useTranslation("shell");
  const [folded, setFolded] = useStored("hpc-portal-navigation-folded", false, isBoolean);
  const [sliding, slide] = useDisclosure(false);
  const FoldIcon = folded ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse;
  const foldLabel = folded ? t("expand") : t("collapse");
  return (
    <div className={classes.frame} data-folded={folded || undefined}>
      <a className={classes.skip} href="#content">
        {t("skip")}
      </a>
      <div className={classes.notice}>{notice}</div>
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
        <ActionIcon variant="subtle" color="gray" onClick={() => setFolded(!folded)} {...named(foldLabel)}>
          <FoldIcon size={18} stroke={1.6} />
        </ActionIcon>
      </aside>
      {sliding && (
        <Suspense>
          <SlideOver title={t("navigation")} onClose={slide.close}>
            {navigation(false, slide.close)}
          </SlideOver>
        </Suspense>
      )}
      <main className={classes.main} id="content" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}
