import { UnstyledButton } from "@mantine/core";
import type { NodeCounts } from "@hpc/api/nodes-wire.ts";
import { useFormat } from "@hpc/ui/use-format.ts";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../../app/portal-context.ts";
import { NodeStateLabel } from "../../../parts/nodes/node-state-label.tsx";
import { SUMMARIES } from "../../../parts/nodes/node-states.ts";
import { Choice } from "../../../parts/records/choice.tsx";
import { ClearFilters, FilterChip } from "../../../parts/records/filters.tsx";
import { SearchField } from "../../../parts/records/search-field.tsx";
import { hasNodeFilter, type NodesSearch, toggledState, words } from "../nodes-search.ts";
import styles from "../../../parts/records/list-page.module.css";
import classes from "../nodes.module.css";
import { partitionNamesQuery } from "../queries.ts";

interface NodeFiltersProps {
  search: NodesSearch;
  /** Nodes by state, of the filter without its state part. */
  counts: NodeCounts;
  /** `replace` while typing, so that "back" does not go letter by letter. */
  onChange: (change: Record<string, string>, replace?: boolean) => void;
  onClear: () => void;
}

export function NodeFilters({ search, counts, onChange, onClear }: NodeFiltersProps) {
  const { t } = useTranslation("nodes");
  const { api } = usePortal();
  const known = useQuery(partitionNamesQuery(api)).data ?? [];
  const { partition, feature } = search;
  const partitions = partition === undefined || known.includes(partition) ? known : [...known, partition];
  return (
    <div className={`${styles.filters} ${classes.filters}`}>
      <SearchField value={search.q ?? ""} label={t("search")} group={t("title")} onChange={(q) => onChange({ q }, true)} />
      <Choice
        label={t("partition")}
        any={t("anyPartition")}
        value={partition ?? ""}
        items={partitions.map((name) => ({ value: name, label: name }))}
        onChange={(chosen) => onChange({ partition: chosen })}
      />
      <States search={search} counts={counts} onChange={onChange} />
      {feature !== undefined && <FilterChip name={t("feature", { name: feature })} onRemove={() => onChange({ feature: "" })} />}
      {hasNodeFilter(search) && <ClearFilters onClear={onClear} />}
    </div>
  );
}

/** States that there are, with how many nodes are in each: a click shows only those. */
function States({ search, counts, onChange }: Pick<NodeFiltersProps, "search" | "counts" | "onChange">) {
  const { t } = useTranslation("nodes");
  const format = useFormat();
  const chosen = words(search.state);
  const offered = SUMMARIES.filter((summary) => (counts[summary] ?? 0) > 0 || chosen.includes(summary));
  const toggle = (state: string) => onChange({ state: toggledState(search.state, state) });
  return (
    <div className={classes.states} role="group" aria-label={t("states")}>
      {offered.map((summary) => (
        <UnstyledButton key={summary} className={styles.quick} aria-pressed={chosen.includes(summary)} onClick={() => toggle(summary)}>
          <NodeStateLabel summary={summary} />
          <span className={styles.quickCount}>{format.count(counts[summary] ?? 0)}</span>
        </UnstyledButton>
      ))}
      {search.view === "table" && (
        <UnstyledButton className={styles.quick} aria-pressed={chosen.includes("attention")} onClick={() => toggle("attention")}>
          {t("attention")}
        </UnstyledButton>
      )}
    </div>
  );
}
