import type { JobRow } from "@hpc/api/cluster-wire.ts";
import { tip } from "@hpc/ui/tips.tsx";
import { useFormat } from "@hpc/ui/use-format.ts";
import { useNow } from "@hpc/ui/use-now.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { Panel } from "../../../parts/panel.tsx";
import classes from "./job.module.css";
import { type Step, timelineOf } from "./timeline.ts";

/** Submitted, eligible, started, ended: when, and how long each took. */
export function TimelinePanel({ job }: { job: JobRow }) {
  const { t } = useTranslation("jobs");
  const now = useNow();
  return (
    <Panel id="timeline" title={t("timeline.title")}>
      <ol className={classes.timeline}>
        {timelineOf(job, now).map((step) => (
          <TimelineStep key={step.name} step={step} now={now} />
        ))}
      </ol>
    </Panel>
  );
}

function TimelineStep({ step: { name, at, state, took }, now }: { step: Step; now: number }) {
  const { t } = useTranslation("jobs");
  const format = useFormat();
  const date = at === null ? null : new Date(at);
  const label = state === "expected" && (name === "started" || name === "ended") ? t(`timeline.expected.${name}`) : t(`timeline.${name}`);
  return (
    <li className={classes.step} data-state={state} aria-current={state === "now" ? "step" : undefined}>
      <span className={classes.stepName}>{label}</span>
      {date === null ? (
        <span className={classes.dim}>{state === "never" ? t("timeline.never") : "–"}</span>
      ) : (
        <time dateTime={date.toISOString()} className="tabular" {...tip(format.absolute(date))}>
          {format.moment(date, now)}
        </time>
      )}
      {took !== null && took > 0 && <span className={classes.took}>{t(`timeline.after.${name === "submitted" ? "eligible" : name}`, { time: format.duration(Math.round(took)) })}</span>}
    </li>
  );
}
