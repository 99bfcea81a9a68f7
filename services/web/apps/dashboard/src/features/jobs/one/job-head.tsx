import { Button, Title } from "@mantine/core";
import type { JobView } from "@hpc/api/cluster-wire.ts";
import { visibleName } from "@hpc/ui/name-text.ts";
import { TimeAgo } from "@hpc/ui/time-ago.tsx";
import { IconChevronLeft, IconClockEdit, IconHandStop, IconPlayerPause, IconPlayerPlay, IconPlayerStop, IconRefresh, IconRepeat, type Icon } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { JobStateLabel } from "../../../parts/jobs/job-state-label.tsx";
import { isHeld } from "../../../parts/jobs/job-states.ts";
import { AsOf } from "../../../parts/live/as-of.tsx";
import { Explain } from "../../../parts/words/explain.tsx";
import { loses } from "../job-actions.ts";
import { useAct } from "../use-act.ts";
import classes from "./job.module.css";

const ActDialog = lazy(() => import("../act-dialog.tsx"));
const TimeLimitDialog = lazy(() => import("./time-limit-dialog.tsx"));

type Verb = JobView["may"][number];

const VERBS: readonly [verb: Verb, icon: Icon][] = [
  ["release", IconPlayerPlay],
  ["resume", IconPlayerPlay],
  ["hold", IconHandStop],
  ["suspend", IconPlayerPause],
  ["time_limit", IconClockEdit],
  ["requeue", IconRefresh],
  ["cancel", IconPlayerStop],
];

/** What it is, how it is, whose it is, and what one may do to it. */
export function JobHead({ view }: { view: JobView }) {
  const { t } = useTranslation("jobs");
  const { job, may } = view;
  const { actAtOnce } = useAct();
  const [asked, setAsked] = useState<Verb | null>(null);
  const [busy, setBusy] = useState<Verb | null>(null);

  function press(verb: Verb) {
    if (verb === "time_limit" || loses(verb)) {
      setAsked(verb);
      return;
    }
    setBusy(verb);
    void actAtOnce(verb, [job]).finally(() => setBusy(null));
  }

  return (
    <header className={classes.head}>
      <div className={classes.titleBlock}>
        <Link to="/jobs" className={classes.back}>
          <IconChevronLeft size={14} aria-hidden /> {t("title")}
        </Link>
        <Title order={1} className={classes.title}>
          <bdi>{visibleName(job.name)}</bdi> <span className={classes.number}>{job.id}</span>
        </Title>
        <div className={classes.standing}>
          <span className={classes.state}>
            <JobStateLabel state={job.state} held={isHeld(job)} />
          </span>
          <code className={classes.word}>{job.state}</code>
          <Explain section="states" word={job.state} />
          <span>
            {t("ownedBy")}{" "}
            <Link to="/jobs" search={{ user: job.user }} className={classes.link}>
              {job.user}
            </Link>
          </span>
          <span>
            {t("submitted")} <TimeAgo time={job.submit_at} />
          </span>
          <AsOf asOf={view.as_of} stale={view.stale} />
        </div>
      </div>
      <div className={classes.actions}>
        {job.mine && (
          <Button variant="default" leftSection={<IconRepeat size={15} stroke={1.7} />} renderRoot={(props) => <Link to="/jobs/new" search={view.submission_id == null ? { from: job.id } : { submission: String(view.submission_id) }} {...props} />}>
            {t("again")}
          </Button>
        )}
        {VERBS.filter(([verb]) => may.includes(verb)).map(([verb, VerbIcon]) => (
          <Button
            key={verb}
            variant="default"
            className={verb === "cancel" ? classes.danger : undefined}
            leftSection={<VerbIcon size={15} stroke={1.7} />}
            loading={busy === verb}
            onClick={() => press(verb)}
          >
            {verb === "time_limit" ? t("limit.button") : t(`action.${verb}`)}
          </Button>
        ))}
      </div>
      <Suspense>
        {(asked === "cancel" || asked === "requeue") && <ActDialog action={asked} rows={[job]} onClose={() => setAsked(null)} />}
        {asked === "time_limit" && <TimeLimitDialog job={job} onClose={() => setAsked(null)} />}
      </Suspense>
    </header>
  );
}
