import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleMinus,
  IconCircleX,
  IconClock,
  IconClockX,
  IconHandStop,
  IconLoader,
  IconPlayerPause,
  IconPlayerPlay,
  type Icon,
} from "@tabler/icons-react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import classes from "./job-state-label.module.css";
import { groupOf, isKnownState, type KnownState } from "./job-states.ts";

type Tone = "wait" | "busy" | "ok" | "bad" | "idle";

/** Those that differ from their group. */
const LOOKS: Partial<Record<KnownState, { icon: Icon; tone: Tone }>> = {
  CONFIGURING: { icon: IconLoader, tone: "busy" },
  COMPLETING: { icon: IconLoader, tone: "busy" },
  STAGE_OUT: { icon: IconLoader, tone: "busy" },
  SUSPENDED: { icon: IconPlayerPause, tone: "wait" },
  STOPPED: { icon: IconPlayerPause, tone: "wait" },
  COMPLETED: { icon: IconCircleCheck, tone: "ok" },
  CANCELLED: { icon: IconCircleMinus, tone: "idle" },
  PREEMPTED: { icon: IconCircleMinus, tone: "idle" },
  REVOKED: { icon: IconCircleMinus, tone: "idle" },
  TIMEOUT: { icon: IconClockX, tone: "bad" },
  DEADLINE: { icon: IconClockX, tone: "bad" },
  OUT_OF_MEMORY: { icon: IconAlertTriangle, tone: "bad" },
};
const USUAL = {
  waiting: { icon: IconClock, tone: "wait" },
  active: { icon: IconPlayerPlay, tone: "busy" },
  ended: { icon: IconCircleX, tone: "bad" },
} as const;

export function stateLook(state: string): { icon: Icon; tone: Tone } {
  return (isKnownState(state) ? LOOKS[state] : undefined) ?? USUAL[groupOf(state)];
}

/** The state in a person's word; a word of a newer Slurm as it is. */
export function useStateWord(): (state: string) => string {
  const { t } = useTranslation("jobParts");
  return (state) => (isKnownState(state) ? t(`state.${state}`) : state);
}

/** Colour, icon and word, the same everywhere; Slurm's own word in the title. */
export function JobStateLabel({ state, held = false }: { state: string; held?: boolean }) {
  const { t } = useTranslation("jobParts");
  const word = useStateWord();
  const { icon: StateIcon, tone } = held ? { icon: IconHandStop, tone: "wait" as const } : stateLook(state);
  return (
    <span className={`${classes.state} ${classes[tone] ?? ""}`} title={state}>
      <StateIcon size={16} stroke={1.7} aria-hidden />
      <span className={classes.word}>{held ? t("held") : word(state)}</span>
    </span>
  );
}
