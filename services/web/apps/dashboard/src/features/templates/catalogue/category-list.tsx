import type { TemplateCategory } from "@hpc/api/templates-wire.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { useFormat } from "@hpc/ui/use-format.ts";
import { Link } from "@tanstack/react-router";
import classes from "../templates.module.css";
import { parseTemplatesSearch, type TemplatesSearch } from "../templates-search.ts";

/** Categories with how many templates are in each; on narrow screens a row of them. */
export function CategoryList({ categories, search }: { categories: readonly TemplateCategory[]; search: TemplatesSearch }) {
  const { t } = useTranslation("templates");
  const all = categories.reduce((sum, { count }) => sum + count, 0);
  // One that is empty by now can still be the one that is asked for.
  const missing = search.category !== undefined && !categories.some(({ name }) => name === search.category);
  const shown = missing ? [...categories, { name: search.category ?? "", count: 0 }] : categories;
  return (
    <nav className={classes.categories} aria-label={t("categories")}>
      <Category name="" label={t("allCategories")} count={all} search={search} />
      {shown.map(({ name, count }) => (
        <Category key={name} name={name} label={name} count={count} search={search} />
      ))}
    </nav>
  );
}

function Category({ name, label, count, search }: { name: string; label: string; count: number; search: TemplatesSearch }) {
  const format = useFormat();
  const current = (search.category ?? "") === name;
  return (
    <Link
      to="/templates"
      search={parseTemplatesSearch({ ...search, category: name })}
      resetScroll={false}
      className={classes.category}
      activeOptions={{ exact: true }}
      aria-current={current ? "page" : undefined}
    >
      <span className={classes.categoryName}>{label}</span>
      <span className={classes.categoryCount}>{format.count(count)}</span>
    </Link>
  );
}
