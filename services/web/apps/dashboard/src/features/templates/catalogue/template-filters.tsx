import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { Choice } from "../../../parts/records/choice.tsx";
import { ClearFilters, FilterChip } from "../../../parts/records/filters.tsx";
import { SearchField } from "../../../parts/records/search-field.tsx";
import classes from "../templates.module.css";
import { hasTemplateFilter, SOURCES, type TemplatesSearch, toggledTag, wordsOf } from "../templates-search.ts";

interface TemplateFiltersProps {
  search: TemplatesSearch;
  /** `replace` while typing, so that "back" does not go letter by letter. */
  onChange: (change: Record<string, string>, replace?: boolean) => void;
  onClear: () => void;
}

export function TemplateFilters({ search, onChange, onClear }: TemplateFiltersProps) {
  const { t } = useTranslation("templates");
  return (
    <div className={classes.filters}>
      <SearchField value={search.q ?? ""} label={t("search")} group={t("title")} onChange={(q) => onChange({ q }, true)} />
      <Choice
        label={t("source")}
        any={t("anySource")}
        value={search.source ?? ""}
        items={SOURCES.map((source) => ({ value: source, label: t(`sources.${source}`) }))}
        onChange={(source) => onChange({ source })}
      />
      {wordsOf(search.tags).map((tag) => (
        <FilterChip key={tag} name={t("tag", { name: tag })} onRemove={() => onChange({ tags: toggledTag(search.tags, tag) })}>
          {tag}
        </FilterChip>
      ))}
      {hasTemplateFilter(search) && <ClearFilters onClear={onClear} />}
    </div>
  );
}
