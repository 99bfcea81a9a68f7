import { useFormat } from "@hpc/ui/use-format.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { Explain } from "../../parts/words/explain.tsx";
import { useTresWords } from "../../parts/words/tres-words.ts";
import { useWord } from "../../parts/words/use-words.ts";
import { durationOf, type Limit, type LimitValue, parted } from "./limits.ts";
import classes from "./partitions.module.css";

/** Limits in words, each with a "?"; what is not limited in one sentence. */
export function LimitList({ limits }: { limits: readonly Limit[] }) {
  const { t } = useTranslation("partitions");
  const word = useWord();
  const write = useLimitWords();
  const { set, unlimited } = parted(limits);
  const titleOf = (key: string) => word("limits", key)?.title ?? key.split(".").slice(1).join(".");
  return (
    <div>
      <dl className={classes.limits}>
        {set.map(({ key, value }) => (
          <div key={key} className={classes.limit}>
            <dt>
              {titleOf(key)} <Explain section="limits" word={key} />
            </dt>
            <dd>{value !== null && write(value)}</dd>
          </div>
        ))}
      </dl>
      {unlimited.length > 0 && <p className={classes.unlimited}>{t("unlimited", { names: unlimited.map(titleOf).join(", ") })}</p>}
    </div>
  );
}

/** "1 day 12 hours". */
export function useDurationWords(): (seconds: number) => string {
  const { t } = useTranslation("partitions");
  return (seconds) => durationOf(seconds).map(({ unit, count }) => t(`duration.${unit}`, { count })).join(" ");
}

export function useLimitWords(): (value: LimitValue) => string {
  const { t } = useTranslation("partitions");
  const format = useFormat();
  const duration = useDurationWords();
  const tres = useTresWords();
  return (limit) => {
    switch (limit.as) {
      case "seconds":
        return duration(limit.value);
      case "bytes":
        return format.bytes(limit.value);
      case "count":
        return format.count(limit.value);
      case "factor":
        return `× ${format.count(limit.value)}`;
      case "tres":
        return tres.amounts(limit.value) || limit.value;
      case "minutes":
        return tres.minutes(limit.value) || limit.value;
      case "names":
        return limit.value.join(", ");
      case "word":
        return limit.value;
      case "yes":
        return t("yes");
    }
  };
}
