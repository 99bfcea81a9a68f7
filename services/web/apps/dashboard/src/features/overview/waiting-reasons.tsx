import { Title } from "@mantine/core";
import type { ClusterView } from "@hpc/api/cluster-wire.ts";
import { LoadingFace } from "@hpc/ui/faces/loading-face.tsx";
import { useFormat } from "@hpc/ui/use-format.ts";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { Explain } from "../../parts/words/explain.tsx";
import classes from "./overview.module.css";

const SHOWN = 6;

/** Why the jobs of everybody wait, the most frequent reason first. */
export function WaitingReasons({ waiting }: { waiting: ClusterView["waiting"] | undefined }) {
  const { t } = useTranslation("overview");
  const format = useFormat();
  const shown = waiting?.slice(0, SHOWN);
  const most = Math.max(1, ...(shown?.map(({ jobs }) => jobs) ?? []));
  return (
    <section className={classes.panel} aria-labelledby="waiting-title">
      <div className={classes.panelHead}>
        <Title order={2} id="waiting-title">
          {t("waiting.title")}
        </Title>
        <span className={classes.space} />
        <Link to="/jobs" search={{ state: "waiting", sort: "-priority" }} className={classes.more}>
          {t("waiting.all")}
        </Link>
      </div>
      {shown === undefined && <LoadingFace rows={4} />}
      {shown?.length === 0 && <p className={classes.quiet}>{t("waiting.none")}</p>}
      <ul className={classes.list}>
        {shown?.map(({ code, title, jobs }) => (
          <li key={code} className={classes.reason}>
            <span className={classes.reasonText}>
              <span className={classes.reasonTitle} title={code}>
                {title === "" ? code : title}
              </span>
              <Explain section="reasons" word={code} />
            </span>
            <span className="tabular">{format.count(jobs)}</span>
            <span className={classes.bar} aria-hidden>
              <span className={classes.fillWait} style={{ width: `${(100 * jobs) / most}%` }} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
