import { Button, UnstyledButton } from "@mantine/core";
import { IMAGE_KINDS, type ImagePartition, type ImageRow } from "@hpc/api/images-wire.ts";
import { onDemand } from "@hpc/ui/on-demand.tsx";
import { useFormat } from "@hpc/ui/use-format.ts";
import { IconChevronDown } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../../app/portal-context.ts";
import type { ChecksMenuProps } from "../../../parts/records/checks-menu.tsx";
import { Choice } from "../../../parts/records/choice.tsx";
import { ClearFilters, FilterChip } from "../../../parts/records/filters.tsx";
import { ColumnField, SearchField } from "../../../parts/records/search-field.tsx";
import { hasImageFilter, type ImagesSearch, toggledTag, words } from "../images-search.ts";
import { KindLabel } from "../kind-label.tsx";
import { labelsOf, useNodeName } from "../image-words.ts";
import styles from "../../../parts/records/list-page.module.css";
import classes from "../images.module.css";
import { placesQuery } from "../queries.ts";

const LabelMenu = onDemand<ChecksMenuProps>("menu", () => import("../../../parts/records/checks-menu.tsx"));
/** More nodes than these are typed rather than chosen. */
const MOST_NODES = 200;

interface ImageFiltersProps {
  search: ImagesSearch;
  /** What is shown, of which labels are offered. */
  rows: readonly ImageRow[];
  /** `replace` while typing, so that "back" does not go letter by letter. */
  onChange: (change: Record<string, string>, replace?: boolean) => void;
  onClear: () => void;
}

export function ImageFilters({ search, rows, onChange, onClear }: ImageFiltersProps) {
  const { t } = useTranslation("images");
  const { api } = usePortal();
  const nameOf = useNodeName();
  const known = useQuery(placesQuery(api)).data ?? [];
  const partitions = withChosen(known.map(({ name }) => name), search.partition);
  const nodes = withChosen([...new Set(known.flatMap((each) => each.nodes))].sort(), search.node);
  return (
    <div className={`${styles.filters} ${classes.filters}`}>
      <SearchField value={search.q ?? ""} label={t("search")} group={t("title")} onChange={(q) => onChange({ q }, true)} />
      <Choice
        label={t("partition")}
        any={t("anyPartition")}
        value={search.partition ?? ""}
        items={partitions.map((name) => ({ value: name, label: name }))}
        onChange={(partition) => onChange({ partition })}
      />
      {nodes.length > MOST_NODES ? (
        <ColumnField value={search.node ?? ""} label={t("node")} onChange={(node) => onChange({ node: node.trim() }, true)} />
      ) : (
        <Choice
          label={t("node")}
          any={t("anyNode")}
          value={search.node ?? ""}
          items={nodes.map((name) => ({ value: name, label: nameOf(name) }))}
          onChange={(node) => onChange({ node })}
        />
      )}
      <Kinds search={search} known={known} onChange={onChange} />
      <Labels search={search} rows={rows} onChange={onChange} />
      <Chips search={search} onChange={onChange} />
      {hasImageFilter(search) && <ClearFilters onClear={onClear} />}
    </div>
  );
}

/** What the address asks for is offered although nothing is there. */
function withChosen(names: readonly string[], chosen: string | undefined): readonly string[] {
  return chosen === undefined || names.includes(chosen) ? names : [...names, chosen];
}

type PartProps = Pick<ImageFiltersProps, "search" | "onChange">;

/** Kinds that there are, with how many images are of each in this partition. */
function Kinds({ search, known, onChange }: PartProps & { known: readonly ImagePartition[] }) {
  const { t } = useTranslation("images");
  const format = useFormat();
  const counts = new Map<string, number>();
  for (const { name, types } of known) {
    if (search.partition !== undefined && search.partition !== name) continue;
    for (const [kind, count] of Object.entries(types)) counts.set(kind, (counts.get(kind) ?? 0) + count);
  }
  const offered = IMAGE_KINDS.filter((kind) => counts.has(kind) || search.type === kind);
  return (
    <div className={classes.kinds} role="group" aria-label={t("kinds")}>
      {offered.map((kind) => (
        <UnstyledButton key={kind} className={styles.quick} aria-pressed={search.type === kind} onClick={() => onChange({ type: search.type === kind ? "" : kind })}>
          <KindLabel kind={kind} />
          <span className={styles.quickCount}>{format.count(counts.get(kind) ?? 0)}</span>
        </UnstyledButton>
      ))}
    </div>
  );
}

/** Labels of what is shown, the most frequent first. */
function Labels({ search, rows, onChange }: PartProps & { rows: readonly ImageRow[] }) {
  const { t } = useTranslation("images");
  const format = useFormat();
  const chosen = words(search.tag);
  const offered = labelsOf(rows);
  const items = [
    ...chosen.filter((tag) => !offered.some(({ name }) => name === tag)).map((tag) => ({ id: tag, label: tag, checked: true })),
    ...offered.map(({ name, count }) => ({ id: name, label: `${name} (${format.count(count)})`, checked: chosen.includes(name) })),
  ];
  if (items.length === 0) return null;
  const button = (
    <Button variant="default" rightSection={<IconChevronDown size={14} />}>
      {t("labels")}
    </Button>
  );
  return <LabelMenu items={items} onToggle={(tag) => onChange({ tag: toggledTag(search.tag, tag) })} button={button} />;
}

/** What the list is filtered by besides the search and what shows itself, each of which a click takes away. */
function Chips({ search, onChange }: PartProps) {
  const { t } = useTranslation("images");
  const nameOf = useNodeName();
  const chips: { key: string; text: string; change: Record<string, string> }[] = [];
  if (search.partition !== undefined) chips.push({ key: "partition", text: `${t("partition")}: ${search.partition}`, change: { partition: "" } });
  if (search.node !== undefined) chips.push({ key: "node", text: t("onNode", { name: nameOf(search.node) }), change: { node: "" } });
  for (const tag of words(search.tag)) chips.push({ key: `tag ${tag}`, text: t("labelled", { name: tag }), change: { tag: toggledTag(search.tag, tag) } });
  return chips.map(({ key, text, change }) => <FilterChip key={key} name={text} onRemove={() => onChange(change)} />);
}
