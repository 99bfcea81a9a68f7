import type { JobView } from "@hpc/api/cluster-wire.ts";
import { useFormat } from "@hpc/ui/use-format.ts";
import { useNow } from "@hpc/ui/use-now.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { elapsedSeconds, groupOf } from "../../../parts/jobs/job-states.ts";
import { NodeLinks } from "../../../parts/jobs/node-links.tsx";
import { Panel } from "../../../parts/panel.tsx";
import classes from "./job.module.css";

/** What it asked for beside what it used, as far as Slurm tells. */
export function ResourcesPanel({ view }: { view: JobView }) {
  const { t } = useTranslation("jobs");
  const format = useFormat();
  const now = useNow();
  const { job, tres, used } = view;
  const elapsed = elapsedSeconds(job, now);
  const limit = job.time_limit_seconds ?? null;
  const coreSeconds = elapsed === null ? 0 : elapsed * tres.cpus;
  const cpuSeconds = used?.cpu_seconds ?? null;
  const memory = used?.memory_bytes ?? null;
  return (
    <Panel id="resources" title={t("resources.title")}>
      <table className={classes.resources}>
        <thead>
          <tr>
            <th scope="col">{t("resources.what")}</th>
            <th scope="col">{groupOf(job.state) === "waiting" ? t("resources.asked") : t("resources.has")}</th>
            <th scope="col">{t("resources.used")}</th>
          </tr>
        </thead>
        <tbody>
          <Line name={t("resources.time")} asked={limit === null ? t("unlimited") : format.duration(limit)} used={elapsed === null ? null : format.duration(elapsed)} share={limit === null || elapsed === null ? null : elapsed / limit} />
          <Line
            name={t("columns.cpus")}
            asked={format.count(tres.cpus)}
            used={cpuSeconds === null || coreSeconds === 0 ? null : t("resources.busy", { share: format.percent(Math.min(cpuSeconds, coreSeconds), coreSeconds) })}
            share={cpuSeconds === null || coreSeconds === 0 ? null : cpuSeconds / coreSeconds}
          />
          <Line
            name={t("columns.memory")}
            asked={format.bytes(tres.memory_bytes)}
            used={memory === null ? null : format.bytes(memory)}
            share={memory === null || tres.memory_bytes === 0 ? null : memory / tres.memory_bytes}
          />
          {tres.gpus > 0 && <Line name={t("columns.gpus")} asked={format.count(tres.gpus)} used={null} share={null} />}
          <tr>
            <th scope="row">{t("columns.nodes")}</th>
            <td className="tabular">{format.count(job.nodes)}</td>
            <td className={classes.nodes}>{job.node_list === "" ? <Planned view={view} /> : <NodeLinks hosts={job.node_list} count={job.nodes} />}</td>
          </tr>
        </tbody>
      </table>
      {used === null && <p className={classes.note}>{groupOf(job.state) === "ended" ? t("resources.notTold") : t("resources.later")}</p>}
    </Panel>
  );
}

function Planned({ view }: { view: JobView }) {
  const { t } = useTranslation("jobs");
  const planned = view.detail?.scheduled_nodes ?? "";
  if (planned === "") return "–";
  return (
    <>
      {t("resources.planned")} <NodeLinks hosts={planned} count={view.job.nodes} />
    </>
  );
}

function Line({ name, asked, used, share }: { name: string; asked: string; used: string | null; share: number | null }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td className="tabular">{asked}</td>
      <td>
        {used === null ? (
          <span className={classes.dim}>–</span>
        ) : (
          <span className={classes.usage}>
            {share !== null && (
              <span className={classes.track} data-full={share > 0.9 || undefined} aria-hidden>
                <span className={classes.fill} style={{ width: `${100 * Math.min(1, share)}%` }} />
              </span>
            )}
            <span className="tabular">{used}</span>
          </span>
        )}
      </td>
    </tr>
  );
}
