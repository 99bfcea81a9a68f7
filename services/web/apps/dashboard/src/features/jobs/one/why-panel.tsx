import type { JobView } from "@hpc/api/cluster-wire.ts";
import { useFormat } from "@hpc/ui/use-format.ts";
import { useNow } from "@hpc/ui/use-now.ts";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { groupOf } from "../../../parts/jobs/job-states.ts";
import { Panel } from "../../../parts/panel.tsx";
import classes from "./job.module.css";

/** Why it waits, or ended so, in plain words, and what one can do. Slurm's word stands beside it, small. */
export function WhyPanel({ view }: { view: JobView }) {
  const { t } = useTranslation("jobs");
  const format = useFormat();
  const now = useNow();
  const { job, why, ahead } = view;
  const waiting = groupOf(job.state) === "waiting";
  return (
    <Panel id="why" title={waiting ? t("why.title") : t("why.ended")}>
      <div className={classes.why} data-waiting={waiting || undefined}>
        {why === null ? (
          <p>{t("why.unknown")}</p>
        ) : (
          <>
            <p className={classes.whyTitle}>
              {why.title} <code className={classes.word}>{why.code}</code>
            </p>
            {why.meaning !== "" && <p>{why.meaning}</p>}
            {why.advice !== "" && <p className={classes.advice}>{why.advice}</p>}
          </>
        )}
        {waiting && (
          <p className={classes.whyFoot}>
            {typeof ahead === "number" && (
              <Link to="/jobs" search={{ partition: job.partition, state: "waiting", sort: "-priority" }} className={classes.link}>
                {t("why.ahead", { count: ahead, partition: job.partition })}
              </Link>
            )}
            {typeof job.expected_start_at === "string" && (
              <span title={format.absolute(new Date(job.expected_start_at))}>
                {t("why.expected", { when: format.relative(new Date(job.expected_start_at), now) })}
              </span>
            )}
          </p>
        )}
      </div>
    </Panel>
  );
}
