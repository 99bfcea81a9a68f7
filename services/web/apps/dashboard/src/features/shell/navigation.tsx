import { useShortcut } from "@hpc/ui/keyboard/shortcuts.ts";
import { Link, useLocation, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { type Page, pageAt } from "../../app/pages.ts";
import classes from "./frame.module.css";

export function Navigation({ pages, folded, onNavigate }: { pages: readonly Page[]; folded: boolean; onNavigate: () => void }) {
  const { t } = useTranslation("shell");
  const admin = pages.filter(({ stands }) => stands === "admin");
  const list = { folded, onNavigate };
  return (
    <nav aria-label={t("navigation")}>
      <List pages={pages.filter(({ stands }) => stands === "navigation")} {...list} />
      {admin.length > 0 && (
        <>
          <div className={classes.group} id="navigation-admin">
            {folded ? <span className="visually-hidden">{t("admin")}</span> : t("admin")}
          </div>
          <List pages={admin} labelledBy="navigation-admin" {...list} />
        </>
      )}
    </nav>
  );
}

interface ListProps {
  pages: readonly Page[];
  folded: boolean;
  onNavigate: () => void;
  labelledBy?: string;
}

function List({ pages, folded, onNavigate, labelledBy }: ListProps) {
  const { t } = useTranslation("shell");
  const here = useLocation({ select: ({ pathname }) => pageAt(pathname) });
  return (
    <ul className={classes.nav} aria-labelledby={labelledBy}>
      {pages.map(({ name, to, icon: PageIcon }) => (
        <li key={name}>
          <Link
            to={to}
            className={classes.link}
            activeOptions={{ exact: here?.to !== to, includeSearch: false }}
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
