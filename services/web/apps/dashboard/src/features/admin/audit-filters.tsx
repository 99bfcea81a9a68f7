import { Button } from "@mantine/core";
import { auditCsvUrl } from "@hpc/api/admin.ts";
import { onDemand } from "@hpc/ui/on-demand.tsx";
import { useNow } from "@hpc/ui/use-now.ts";
import { IconChevronDown, IconDownload } from "@tabler/icons-react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import type { ChecksMenuProps } from "../../parts/records/checks-menu.tsx";
import { Choice } from "../../parts/records/choice.tsx";
import { ClearFilters, FilterChip } from "../../parts/records/filters.tsx";
import classes from "../../parts/records/records.module.css";
import { ColumnField, SearchField } from "../../parts/records/search-field.tsx";
import { ACTIONS, auditQueryOf, type AuditSearch, hasAuditFilter, OUTCOMES } from "./audit-search.ts";
import { actionText } from "./audit-words.tsx";
import { PeriodChoice } from "./period-choice.tsx";
import { toggled } from "./search-text.ts";

const ActionMenu = onDemand<ChecksMenuProps>("menu", () => import("../../parts/records/checks-menu.tsx"));

const NO_FILTER = { q: "", actor: "", object: "", action: "", outcome: "", period: "", since: "", until: "" };

interface AuditFiltersProps {
  search: AuditSearch;
  /** `replace` while typing, so that "back" does not go letter by letter. */
  onChange: (change: Record<string, string>, replace?: boolean) => void;
}

export function AuditFilters({ search, onChange }: AuditFiltersProps) {
  const { t } = useTranslation("admin");
  const chosen = ACTIONS.filter((action) => search.action?.split(",").includes(action) === true);
  const toggle = (action: string) => onChange({ action: toggled(search.action, action) });
  return (
    <div className={classes.filters}>
      <SearchField value={search.q ?? ""} label={t("audit.search")} group={t("audit.title")} onChange={(q) => onChange({ q }, true)} />
      <ColumnField value={search.actor ?? ""} label={t("audit.actor")} onChange={(actor) => onChange({ actor }, true)} />
      <ColumnField value={search.object ?? ""} label={t("audit.object")} onChange={(object) => onChange({ object }, true)} />
      <ActionMenu
        items={ACTIONS.map((id) => ({ id, label: t(`actions.${actionText(id)}`), checked: chosen.includes(id) }))}
        onToggle={toggle}
        button={
          <Button variant="default" rightSection={<IconChevronDown size={14} />}>
            {t("audit.action")}
          </Button>
        }
      />
      <Choice
        label={t("audit.outcome")}
        any={t("audit.anyOutcome")}
        value={search.outcome ?? ""}
        items={OUTCOMES.map((outcome) => ({ value: outcome, label: t(`outcomes.${outcome}`) }))}
        onChange={(outcome) => onChange({ outcome })}
      />
      <PeriodChoice search={search} onChange={onChange} />
      {chosen.map((action) => {
        const name = t(`actions.${actionText(action)}`);
        return (
          <FilterChip key={action} name={name} onRemove={() => toggle(action)} />
        );
      })}
      {hasAuditFilter(search) && <ClearFilters onClear={() => onChange(NO_FILTER)} />}
      <span className={classes.space} />
      <CsvLink search={search} />
    </div>
  );
}

/** The browser itself fetches it: however many rows there are, they go straight to disk. */
function CsvLink({ search }: { search: AuditSearch }) {
  const { t } = useTranslation("ui");
  const now = useNow();
  return (
    <Button
      component="a"
      variant="subtle"
      color="gray"
      leftSection={<IconDownload size={15} />}
      href={auditCsvUrl(auditQueryOf(search, now))}
      download="audit.csv"
    >
      {t("filter.csv")}
    </Button>
  );
}
