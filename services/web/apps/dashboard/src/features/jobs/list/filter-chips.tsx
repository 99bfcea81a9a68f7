import { useFormat } from "@hpc/ui/use-format.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { useStateWord } from "../../../parts/jobs/job-state-label.tsx";
import { JOB_FIELDS, type JobsSearch, words } from "../../../parts/jobs/jobs-search.ts";
import { FilterChip } from "../../../parts/records/filters.tsx";

interface Chip {
  key: string;
  text: string;
  /** What taking it away changes. */
  change: Record<string, string>;
}

/** What the list is filtered by, each of which a click takes away. Quick filters show themselves. */
export function FilterChips({ search, onChange }: { search: JobsSearch; onChange: (change: Record<string, string>) => void }) {
  const chips = useChips(search);
  return chips.map(({ key, text, change }) => <FilterChip key={key} name={text} onRemove={() => onChange(change)} />);
}

function useChips(search: JobsSearch): Chip[] {
  const { t } = useTranslation("jobs");
  const word = useStateWord();
  const format = useFormat();
  const chips: Chip[] = [];
  const states = words(search.state);
  for (const state of states) {
    // One group alone is a quick filter that is on.
    if (states.length === 1 && (state === "active" || state === "waiting")) continue;
    const name = state === "active" || state === "waiting" || state === "ended" ? t(`quick.${state}`) : word(state);
    chips.push({ key: state, text: name, change: { state: states.filter((each) => each !== state).join(",") } });
  }
  for (const field of JOB_FIELDS) {
    const value = search[field];
    if (value === undefined || (field === "user" && value === "me")) continue;
    chips.push({ key: field, text: `${t(`columns.${field}`)}: ${value}`, change: { [field]: "" } });
  }
  for (const end of ["since", "until"] as const) {
    const value = search[end];
    if (value !== undefined) chips.push({ key: end, text: t(end, { time: format.absolute(new Date(value)) }), change: { [end]: "" } });
  }
  return chips;
}
