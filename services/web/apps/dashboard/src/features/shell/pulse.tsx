import { tip } from "@hpc/ui/tips.tsx";
import { useFormat } from "@hpc/ui/use-format.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { type PulseState, useClusterEvents, useClusterPulse } from "../../parts/live/use-cluster.ts";
import { POLL_MS } from "../../parts/live/use-live-state.ts";
import classes from "./frame.module.css";

const TONES: Record<PulseState, string | undefined> = {
  checking: classes.checking,
  good: classes.good,
  polling: classes.quiet,
  old: classes.quiet,
  away: classes.bad,
  gone: classes.bad,
  none: classes.checking,
};

/** Whether Slurm answers and changes arrive, in a colour, in words, and as of when. */
export function Pulse() {
  const { t } = useTranslation("live");
  const format = useFormat();
  useClusterEvents();
  const { state, cluster } = useClusterPulse();
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- its explanation must be reachable by keyboard
    <span className={classes.pulse} tabIndex={0} {...tip(t(`pulseNote.${state}`, { seconds: POLL_MS / 1000 }))}>
      <span className={`${classes.dot} ${TONES[state] ?? ""}`} aria-hidden />
      <span className={classes.wide}>{t(`pulse.${state}`)}</span>
      {cluster !== undefined && (
        <span className={`${classes.wide} ${classes.asOf} tabular`}>{t("asOf", { time: format.time(new Date(cluster.as_of)) })}</span>
      )}
    </span>
  );
}
