import { useShortcut } from "@hpc/ui/keyboard/shortcuts.ts";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Page } from "../../app/pages.ts";
import classes from "./frame.module.css";

export function Navigation({ pages, folded, onNavigate }: { pages: readonly Page[]; folded: boolean; onNavigate: () => void }) {
  const { t } = useTranslation("shell");
  return (
    <nav aria-label={t("navigation")}>
      <ul className={classes.nav}>
        {pages.map(({ name, to, icon: PageIcon }) => (
          <li key={name}>
              <Link
                to={to}
                className={classes.link}
                activeOptions={{ exact: to === "/", includeSearch: false }}
                onClick={onNavigate}
                aria-label={t(`pages.${name}`)}
                data-tip={folded ? t(`pages.${name}`) : undefined}
              >
                <PageIcon size={18} stroke={1.6} aria-hidden />
                {!folded && t(`pages.${name}`)}
              </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** Keys that go to a page, held wherever one is. */
export function PageShortcut({ page }: { page: Page }) {
  const { t } = useTranslation("shell");
  const navigate = useNavigate();
  const label = t("shortcuts.goTo", { page: t(`pages.${page.name}`) });
  useShortcut({ keys: page.keys, label, group: t("shortcuts.pages") }, () => void navigate({ to: page.to }));
  return null;
}
