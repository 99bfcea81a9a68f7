import { TextInput } from "@mantine/core";
import type { Rule } from "@hpc/api/template-job-wire.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { useFormat } from "@hpc/ui/use-format.ts";
import { useQuery } from "@tanstack/react-query";
import { usePortal } from "../../../app/portal-context.ts";
import { SelectField } from "../../../parts/select-field.tsx";
import { choicesQuery } from "../queries.ts";
import { useMarkWords } from "./use-mark-words.tsx";
import type { Mark } from "./use-template-job.ts";
import { isSame, kibibytesOf, secondsOf, variableOf } from "./values.ts";

interface ValueFieldProps {
  rule: Rule;
  /** What the template says. */
  given: string;
  value: string;
  mark: Mark | undefined;
  onChange: (text: string) => void;
}

const ORDER = ["label" as const, "input" as const, "description" as const, "error" as const];
const FIGURES: readonly Rule["type"][] = ["count", "int"];
const SLURM = ["partition", "nodes", "ntasks", "cpus_per_task", "mem", "gres", "gpus", "time", "constraint", "qos", "account"] as const;

/** One value that the template lets be changed. */
export function ValueField({ rule, given, value, mark, onChange }: ValueFieldProps) {
  const { t, language } = useTranslation("templateJob");
  const { api } = usePortal();
  const words = useMarkWords();
  const range = useRange();
  const partitions = useQuery({ ...choicesQuery(api), enabled: rule.key === "partition" }).data ?? [];
  const variable = variableOf(rule);
  const slurms = SLURM.find((key) => key === rule.key);
  const bounds = range(rule);
  const changed = !isSame(rule, value, given) && given !== "";
  const about = [rule.help[language] ?? rule.help.en ?? rule.help.ko, bounds, changed ? t("given", { value: shown(given) }) : undefined];
  const field = {
    label: rule.label[language] ?? rule.label.en ?? rule.label.ko ?? (slurms === undefined ? (variable ?? rule.key) : t(`values.${slurms}`)),
    description: about.filter(Boolean).join(" · ") || undefined,
    error: words(mark, [t(`wrong.${rule.choices.length > 0 ? "choice" : rule.type}`), bounds].filter(Boolean).join(" ")),
    value,
    onChange: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value),
  };
  const choices = choicesOf(rule, partitions.map(({ name }) => name));
  if (choices.length > 0) {
    // What was chosen stands among them, also when it is none of them any more; nothing, when the template says nothing.
    const all = [...new Set([...(given === "" ? [""] : []), ...(choices.some((each) => isSame(rule, each, value)) ? [] : [value]), ...choices])];
    const same = all.find((each) => isSame(rule, each, value)) ?? value;
    return <SelectField {...field} value={same} data={all.map((each) => ({ value: each, label: each === "" ? t("usual") : shown(each) }))} />;
  }
  return <TextInput {...field} inputWrapperOrder={ORDER} placeholder={given === "" ? t("usual") : given} inputMode={FIGURES.includes(rule.type) ? "numeric" : undefined} autoComplete="off" spellCheck={false} />;

  function shown(text: string): string {
    return rule.type === "bool" ? t(text === "1" ? "yes" : "no") : text;
  }
}

function choicesOf({ key, type, choices }: Rule, partitions: readonly string[]): readonly string[] {
  if (choices.length > 0) return choices;
  if (type === "bool") return ["1", "0"];
  return key === "partition" ? partitions : [];
}

/** What fits, in words; nothing when everything of the type does. */
function useRange(): (rule: Rule) => string | undefined {
  const { t } = useTranslation("templateJob");
  const format = useFormat();
  return (rule) => {
    const { type, max_length, choices } = rule;
    if (choices.length > 0) return undefined;
    if (type === "text" && (max_length ?? 4096) < 4096) return t("range.length", { count: max_length ?? 0 });
    // A million stands for "as many as there are".
    const [min, max] = [rule.min ?? null, type === "count" && rule.max === 1_000_000 ? null : (rule.max ?? null)];
    const least = min === null || (type === "count" && min === 1 && max === null) ? undefined : said(type, min);
    const most = max === null ? undefined : said(type, max);
    if (least === undefined) return most === undefined ? undefined : t("range.atMost", { max: most });
    return most === undefined ? t("range.atLeast", { min: least }) : t("range.between", { min: least, max: most });
  };

  function said(type: Rule["type"], bound: string | number): string {
    const seconds = type === "time" ? secondsOf(String(bound)) : undefined;
    if (seconds !== undefined) return format.duration(seconds);
    const kibibytes = type === "memory" ? kibibytesOf(String(bound)) : undefined;
    if (kibibytes !== undefined) return format.bytes(kibibytes * 1024);
    return typeof bound === "number" ? format.count(bound) : bound;
  }
}
