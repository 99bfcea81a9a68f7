import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../app/portal-context.ts";
import { Choice } from "../../parts/records/choice.tsx";
import { ClearFilters } from "../../parts/records/filters.tsx";
import classes from "../../parts/records/records.module.css";
import { SearchField } from "../../parts/records/search-field.tsx";
import { groupsQuery } from "./queries.ts";
import { hasUsersFilter, SOURCES, type UsersSearch } from "./users-search.ts";

interface UserFiltersProps {
  search: UsersSearch;
  /** `replace` while typing, so that "back" does not go letter by letter. */
  onChange: (change: Record<string, string>, replace?: boolean) => void;
}

export function UserFilters({ search, onChange }: UserFiltersProps) {
  const { t } = useTranslation("admin");
  const { t: identity } = useTranslation("identity");
  const { api } = usePortal();
  const known = useQuery(groupsQuery(api)).data?.map(({ name }) => name) ?? [];
  // A link may name a group that the map does not: an LDAP group without permissions.
  const groups = search.group === undefined || known.includes(search.group) ? known : [...known, search.group];
  return (
    <div className={classes.filters}>
      <SearchField value={search.q ?? ""} label={t("users.search")} group={t("users.title")} onChange={(q) => onChange({ q }, true)} />
      <Choice
        label={t("users.group")}
        any={t("users.anyGroup")}
        value={search.group ?? ""}
        items={groups.map((name) => ({ value: name, label: name }))}
        onChange={(group) => onChange({ group })}
      />
      <Choice
        label={t("users.source")}
        any={t("users.anySource")}
        value={search.source ?? ""}
        items={SOURCES.map((source) => ({ value: source, label: identity(`source.${source}`) }))}
        onChange={(source) => onChange({ source })}
      />
      <Choice
        label={t("users.state")}
        any={t("users.anyState")}
        value={search.enabled ?? ""}
        items={[
          { value: "true", label: t("users.enabled") },
          { value: "false", label: t("users.disabled") },
        ]}
        onChange={(enabled) => onChange({ enabled })}
      />
      {hasUsersFilter(search) && <ClearFilters onClear={() => onChange({ q: "", group: "", source: "", enabled: "" })} />}
    </div>
  );
}
