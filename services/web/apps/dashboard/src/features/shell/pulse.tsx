import { tip } from "@hpc/ui/tips.tsx";
import { useFormat } from "@hpc/ui/use-format.ts";
import { useQuery } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { usePortal } from "../../app/portal-context.ts";
import { healthQuery } from "../../app/session-queries.ts";
import classes from "./frame.module.css";

const DETAILS = { good: "pulse.detailGood", quiet: "pulse.detailQuiet", bad: "pulse.detailBad", checking: "pulse.checking" } as const;

/** Whether the portal answers and live updates arrive, in a colour, in words, and as of when. */
export function Pulse() {
  const { t } = useTranslation("shell");
  const { api, socket } = usePortal();
  const { language } = useFormat();
  const health = useQuery(healthQuery(api));
  const live = useSyncExternalStore(socket.watch, socket.state);
  const state = health.isError ? "bad" : health.data === undefined ? "checking" : live === "open" ? "good" : "quiet";
  const at = Math.max(health.dataUpdatedAt, health.errorUpdatedAt);
  const time = new Intl.DateTimeFormat(language, { timeStyle: "medium" }).format(at);
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- its explanation must be reachable by keyboard
      <span className={classes.pulse} tabIndex={0} {...tip(t(DETAILS[state]))}>
        <span className={`${classes.dot} ${classes[state]}`} aria-hidden />
        <span className={classes.wide}>{t(`pulse.${state}`)}</span>
        {at > 0 && <span className={`${classes.wide} ${classes.asOf} tabular`}>{t("pulse.asOf", { time })}</span>}
      </span>
  );
}
