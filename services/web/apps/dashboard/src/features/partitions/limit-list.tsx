import { useFormat } from "@hpc/ui/use-format.ts";
import { type Translate, useTranslation } from "@hpc/ui/i18n/i18n.ts";
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
      case "sharing":
      case "preempted":
        return chosen(t, limit.as, limit.value);
      case "yes":
        return t("yes");
    }
  };
}

const SHARING = ["NO", "YES", "FORCE", "EXCLUSIVE"] as const;
const PREEMPTED = ["OFF", "REQUEUE", "CANCEL", "SUSPEND"] as const;

/** `YES:4` is the choice YES, up to four times; `GANG,SUSPEND` two choices. */
function chosen(t: Translate<"partitions">, as: "sharing" | "preempted", value: string): string {
  const [word = "", times] = value.split(":");
  if (as === "preempted") {
    const mode = PREEMPTED.find((each) => word.split(",").includes(each));
    return mode === undefined ? value : t(`preempted.${mode}`);
  }
  const known = SHARING.find((each) => each === word);
  if (known === undefined) return value;
  return times === undefined ? t(`sharing.${known}`) : t("sharing.times", { how: t(`sharing.${known}`), count: Number(times) });
}
