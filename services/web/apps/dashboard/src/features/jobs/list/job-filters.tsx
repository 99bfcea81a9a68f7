import { Button, UnstyledButton } from "@mantine/core";
import { onDemand } from "@hpc/ui/on-demand.tsx";
import { useFormat } from "@hpc/ui/use-format.ts";
import { IconChevronDown } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../../app/portal-context.ts";
import { useStateWord } from "../../../parts/jobs/job-state-label.tsx";
import { ENDED, isKnownState, STATES } from "../../../parts/jobs/job-states.ts";
import { hasJobFilter, JOB_PERIODS, type JobPeriod, type JobsSearch, statesIn, toggledWord, words } from "../../../parts/jobs/jobs-search.ts";
import type { ChecksMenuProps } from "../../../parts/records/checks-menu.tsx";
import { Choice } from "../../../parts/records/choice.tsx";
import { ClearFilters } from "../../../parts/records/filters.tsx";
import { ColumnField, SearchField } from "../../../parts/records/search-field.tsx";
import styles from "../../../parts/records/list-page.module.css";
import classes from "../jobs.module.css";
import { partitionNamesQuery } from "../queries.ts";
import { FilterChips } from "./filter-chips.tsx";

const StateMenu = onDemand<ChecksMenuProps>("menu", () => import("../../../parts/records/checks-menu.tsx"));

interface JobFiltersProps {
  search: JobsSearch;
  counts: Record<string, number> | null;
  /** `replace` while typing, so that "back" does not go letter by letter. */
  onChange: (change: Record<string, string>, replace?: boolean) => void;
  onClear: () => void;
}

export function JobFilters({ search, counts, onChange, onClear }: JobFiltersProps) {
  const { t } = useTranslation("jobs");
  const { api } = usePortal();
  const partitions = useQuery(partitionNamesQuery(api)).data ?? [];
  const finished = search.in === "finished";
  const only = (state: string) => onChange({ state: search.state === state ? "" : state });

  return (
    <div className={`${styles.filters} ${classes.filters}`}>
      <SearchField value={search.q ?? ""} label={t("search")} group={t("title")} onChange={(q) => onChange({ q }, true)} />
      <Quick on={search.user === "me"} label={t("quick.mine")} onClick={() => onChange({ user: search.user === "me" ? "" : "me" })} />
      {!finished && (
        <>
          <Quick on={search.state === "active"} label={t("quick.active")} count={statesIn(counts, "active")} onClick={() => only("active")} />
          <Quick on={search.state === "waiting"} label={t("quick.waiting")} count={statesIn(counts, "waiting")} onClick={() => only("waiting")} />
        </>
      )}
      <States search={search} counts={counts} onChange={onChange} />
      {partitions.length > 1 && (
        <Choice
          label={t("columns.partition")}
          any={t("any.partition")}
          value={search.partition ?? ""}
          items={partitions.map((name) => ({ value: name, label: name }))}
          onChange={(partition) => onChange({ partition })}
        />
      )}
      {finished && (
        <Choice
          label={t("period.label")}
          any={search.since === undefined && search.until === undefined ? t("period.all") : t("period.own")}
          value={search.period ?? ""}
          items={(Object.keys(JOB_PERIODS) as JobPeriod[]).map((value) => ({ value, label: t(`period.${value}`) }))}
          onChange={(period) => onChange({ period, since: "", until: "" })}
        />
      )}
      {/* On a narrow screen the search has to do, which looks at users too. */}
      <span className={classes.wideOnly}>
        <ColumnField value={search.user === "me" ? "" : (search.user ?? "")} label={t("columns.user")} onChange={(user) => onChange({ user: user.trim() }, true)} />
      </span>
      <FilterChips search={search} onChange={onChange} />
      {hasJobFilter(search) && <ClearFilters onClear={onClear} />}
    </div>
  );
}

function Quick({ on, label, count, onClick }: { on: boolean; label: string; count?: number | undefined; onClick: () => void }) {
  const format = useFormat();
  return (
    <UnstyledButton className={styles.quick} aria-pressed={on} onClick={onClick}>
      {label} {count !== undefined && <span className={styles.quickCount}>{format.count(count)}</span>}
    </UnstyledButton>
  );
}

/** States that there are, with how many jobs are in each. */
function States({ search, counts, onChange }: Pick<JobFiltersProps, "search" | "counts" | "onChange">) {
  const { t } = useTranslation("jobs");
  const word = useStateWord();
  const format = useFormat();
  const chosen = words(search.state);
  const offered = search.in === "finished" || counts === null ? ENDED : STATES.filter((state) => (counts[state] ?? 0) > 0 || chosen.includes(state));
  const newer = Object.keys(counts ?? {}).filter((state) => !isKnownState(state));
  const items = [...offered, ...newer].map((id) => {
    const count = counts?.[id];
    return { id, label: count === undefined ? word(id) : `${word(id)} (${format.count(count)})`, checked: chosen.includes(id) };
  });
  const button = (
    <Button variant="default" rightSection={<IconChevronDown size={14} />}>
      {t("columns.state")}
    </Button>
  );
  return <StateMenu items={items} onToggle={(state) => onChange({ state: toggledWord(search.state, state) })} button={button} />;
}
