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
  /** Whether events keep it as it is now; then it is as old as the last word of the cluster. */
  followed?: boolean;
}

/** "as of 12:03:05", in amber with its age when that is too long ago, and a mark while live updates do not arrive. */
export function AsOf({ asOf, stale, followed = true }: AsOfProps) {
  const { t } = useTranslation("live");
  const format = useFormat();
  const now = useNow();
  const { live, interrupted } = useLiveState();
  const cluster = useCluster().data;
  const seconds = POLL_MS / 1000;
  if (asOf === null || asOf === undefined) return null;
  // While events arrive, what no event has touched is as Slurm told it last, and is known to be old as soon as anything is.
  const told = followed && live ? cluster : undefined;
  const old = told?.stale ?? stale;
  const date = new Date(told !== undefined && !told.stale && told.as_of > asOf ? told.as_of : asOf);
  const words = [t("asOf", { time: format.time(date) })];
  if (old) words.push(t("old", { age: format.duration(Math.max(0, Math.round((now - date.getTime()) / 1000))) }));
  if (interrupted) words.push(t("polling", { seconds }));
  const marked = old || interrupted;
  const note = old ? t("oldNote") : t("pollingNote", { seconds });
  return (
    <span className={`${classes.asOf} tabular`} data-stale={marked || undefined} {...(marked ? tip(note) : {})}>
      {marked && <IconClockPause size={14} aria-hidden />}
      {words.join(" · ")}
    </span>
  );
}
