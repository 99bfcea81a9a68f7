import type { PartitionRow } from "@hpc/api/nodes-wire.ts";
import { useFormat } from "@hpc/ui/use-format.ts";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { ShareBar } from "../../parts/nodes/share-bar.tsx";
import { StateBar } from "../../parts/nodes/state-bar.tsx";
import panel from "../../parts/panel.module.css";
import { Explain } from "../../parts/words/explain.tsx";
import { Fold } from "./fold.tsx";
import { LimitList, useDurationWords } from "./limit-list.tsx";
import { partitionLimits } from "./limits.ts";
import classes from "./partitions.module.css";

interface PartitionItemProps {
  row: PartitionRow;
  open: boolean;
  onToggle: () => void;
}

/** A partition: what is in use at a glance, all limits when it is unfolded. */
export function PartitionItem({ row, open, onToggle }: PartitionItemProps) {
  const { t } = useTranslation("partitions");
  const { usage } = row;
  return (
    <Fold name={row.name} open={open} onToggle={onToggle} marks={<Marks row={row} />} glance={<Glance row={row} />}>
      <div className={classes.two}>
        <dl className={classes.uses}>
          <dt>{t("nodes")}</dt>
          <dd>
            <StateBar counts={usage.nodes} label={t("nodes")} />
            <Link to="/nodes" search={{ partition: row.name }}>
              {row.node_list === "" ? t("allNodes", { name: row.name }) : row.node_list}
            </Link>
          </dd>
          <dt>{t("cpus")}</dt>
          <dd>
            <ShareBar label={t("cpus")} part={usage.cpus_allocated} whole={usage.cpus} />
          </dd>
          <dt>{t("memory")}</dt>
          <dd>
            <Memory usage={usage} />
          </dd>
          {usage.gpus > 0 && (
            <>
              <dt>{t("gpus")}</dt>
              <dd>
                <ShareBar label={t("gpus")} part={usage.gpus_allocated} whole={usage.gpus} />
              </dd>
            </>
          )}
          <dt>{t("jobs")}</dt>
          <dd>
            <Jobs row={row} />
          </dd>
        </dl>
        <LimitList limits={partitionLimits(row)} />
      </div>
    </Fold>
  );
}

function Marks({ row }: { row: PartitionRow }) {
  const { t } = useTranslation("partitions");
  return (
    <>
      {row.default && <span className={panel.mark}>{t("default")}</span>}
      {row.state !== "UP" && (
        <span className={classes.closed}>
          {t(`states.${row.state as "DOWN"}`)} <Explain section="limits" word={`partition.state.${row.state}`} />
        </span>
      )}
    </>
  );
}

function Glance({ row }: { row: PartitionRow }) {
  const { t } = useTranslation("partitions");
  const duration = useDurationWords();
  const { usage } = row;
  return (
    <>
      <span className={classes.glanceBar}>
        <ShareBar label={t("cpus")} part={usage.cpus_allocated} whole={usage.cpus} figures={false} />
        <span className={classes.small}>{t("cpus")}</span>
      </span>
      {usage.gpus > 0 && (
        <span className={classes.glanceBar}>
          <ShareBar label={t("gpus")} part={usage.gpus_allocated} whole={usage.gpus} figures={false} />
          <span className={classes.small}>{t("gpus")}</span>
        </span>
      )}
      <span className={classes.glanceJobs}>
        <Jobs row={row} />
      </span>
      <span className={classes.glanceTime}>{row.max_time_seconds === null ? t("noLongest") : t("longest", { time: duration(row.max_time_seconds) })}</span>
    </>
  );
}

function Memory({ usage }: { usage: PartitionRow["usage"] }) {
  const { t } = useTranslation("partitions");
  const { bytes } = useFormat();
  return <ShareBar label={t("memory")} part={usage.memory_allocated_bytes} whole={usage.memory_bytes} write={bytes} />;
}

function Jobs({ row: { name, usage } }: { row: PartitionRow }) {
  const { t } = useTranslation("partitions");
  const format = useFormat();
  const counted = (count: number) => ({ count, replace: { count: format.count(count) } });
  return (
    <Link to="/jobs" search={{ partition: name }} className={`${classes.quiet} tabular`}>
      {t("running", counted(usage.jobs_running))}, {t("waiting", counted(usage.jobs_pending))}
    </Link>
  );
}
