import { tip } from "@hpc/ui/tips.tsx";
import { useFormat } from "@hpc/ui/use-format.ts";
import { useNow } from "@hpc/ui/use-now.ts";
import { IconClockPause } from "@tabler/icons-react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import classes from "./live.module.css";
import { useCluster } from "./use-cluster.ts";
import { POLL_MS, useLiveState } from "./use-live-state.ts";

interface AsOfProps {
  /** When what is shown was told by Slurm; undefined while nothing is. */
  asOf: string | null | undefined;
  stale: boolean;
}

/** "as of 12:03:05", in amber with its age when that is too long ago, and a mark while live updates do not arrive. */
export function AsOf({ asOf, stale }: AsOfProps) {
  const { t } = useTranslation("live");
  const format = useFormat();
  const now = useNow();
  const { live, interrupted } = useLiveState();
  const cluster = useCluster().data;
  const seconds = POLL_MS / 1000;
  if (asOf === null || asOf === undefined) return null;
  // While events arrive, what no event has touched is as Slurm told it last.
  const isCurrent = live && !stale && cluster !== undefined && cluster.as_of > asOf;
  const date = new Date(isCurrent ? cluster.as_of : asOf);
  const words = [t("asOf", { time: format.time(date) })];
  if (stale) words.push(t("old", { age: format.duration(Math.max(0, Math.round((now - date.getTime()) / 1000))) }));
  if (interrupted) words.push(t("polling", { seconds }));
  const marked = stale || interrupted;
  const note = stale ? t("oldNote") : t("pollingNote", { seconds });
  return (
    <span className={`${classes.asOf} tabular`} data-stale={marked || undefined} {...(marked ? tip(note) : {})}>
      {marked && <IconClockPause size={14} aria-hidden />}
      {words.join(" · ")}
    </span>
  );
}
