import type { JobView } from "@hpc/api/cluster-wire.ts";
import { useFormat } from "@hpc/ui/use-format.ts";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { useStateWord } from "../../../parts/jobs/job-state-label.tsx";
import { Fact, Facts, Panel } from "../../../parts/panel.tsx";
import classes from "./job.module.css";

/** Jobs that it waits for, its array, and the parts of the same heterogeneous job. */
export function RelatedPanel({ view: { job, siblings, het } }: { view: JobView }) {
  const { t } = useTranslation("jobs");
  const format = useFormat();
  const word = useStateWord();
  const other = typeof het?.leader === "number" && het.leader !== job.job_id ? het.leader : null;
  if (job.dependency === "" && siblings == null && other === null) return null;
  return (
    <Panel id="related" title={t("related.title")}>
      <Facts>
        {job.dependency !== "" && (
          <Fact name={t("related.waitsFor")}>
            <Dependency text={job.dependency} />
          </Fact>
        )}
        {siblings != null && (
          <Fact name={t("related.array")}>
            <Link to="/jobs" search={{ array: String(siblings.array_job_id) }} className={classes.link}>
              {t("related.tasks", { count: siblings.total, replace: { total: format.count(siblings.total), id: siblings.array_job_id } })}
            </Link>
            <div className={classes.dim}>
              {Object.entries(siblings.counts)
                .map(([state, count]) => `${word(state)} ${format.count(count)}`)
                .join(" · ")}
            </div>
          </Fact>
        )}
        {other !== null && (
          <Fact name={t("related.het")}>
            <Link to="/jobs/$id" params={{ id: String(other) }} className={classes.link}>
              {other}
            </Link>
          </Fact>
        )}
      </Facts>
    </Panel>
  );
}

/** `afterok:123,afterany:124_7` as Slurm writes it, its numbers linked. */
function Dependency({ text }: { text: string }) {
  return text.split(/(\d+(?:_\d+)?)/).map((part, index) =>
    index % 2 === 1 ? (
      <Link key={index} to="/jobs/$id" params={{ id: part }} className={classes.link}>
        {part}
      </Link>
    ) : (
      part
    ),
  );
}
