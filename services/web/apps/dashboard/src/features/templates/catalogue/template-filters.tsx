import { Button, UnstyledButton } from "@mantine/core";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { IconX } from "@tabler/icons-react";
import { Choice } from "../../../parts/records/choice.tsx";
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
  const { t: shared } = useTranslation("ui");
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
        <UnstyledButton
          key={tag}
          className={classes.chip}
          onClick={() => onChange({ tags: toggledTag(search.tags, tag) })}
          aria-label={t("removeFilter", { name: t("tag", { name: tag }) })}
        >
          <span className={classes.ellipsis}>{tag}</span> <IconX size={13} aria-hidden />
        </UnstyledButton>
      ))}
      {hasTemplateFilter(search) && (
        <Button variant="subtle" color="gray" onClick={onClear}>
          {shared("filter.clear")}
        </Button>
      )}
    </div>
  );
}
