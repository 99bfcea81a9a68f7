import type { ClusterView } from "@hpc/api/cluster-wire.ts";
import { useFormat } from "@hpc/ui/use-format.ts";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import classes from "./overview.module.css";

/** The cluster in six figures; each leads to what it counts. */
export function Totals({ cluster }: { cluster: ClusterView | undefined }) {
  const { t } = useTranslation("overview");
  const format = useFormat();
  const nodes = cluster?.nodes;
  const attention = nodes?.attention ?? 0;
  return (
    <ul className={classes.totals} aria-label={t("cluster")}>
      <Tile name={t("totals.running")} figure={cluster && format.count(cluster.jobs.running)} link={(children) => <Link to="/jobs" search={{ state: "active" }}>{children}</Link>}>
        {cluster && t("totals.mine", { count: cluster.mine.running, replace: { mine: format.count(cluster.mine.running) } })}
      </Tile>
      <Tile name={t("totals.waiting")} figure={cluster && format.count(cluster.jobs.pending)} link={(children) => <Link to="/jobs" search={{ state: "waiting" }}>{children}</Link>}>
        {cluster && t("totals.mine", { count: cluster.mine.pending, replace: { mine: format.count(cluster.mine.pending) } })}
      </Tile>
      <Shared name={t("totals.cpus")} part={cluster?.cpus.allocated} whole={cluster?.cpus.total} write={format.count} />
      {(cluster === undefined || cluster.gpus.total > 0) && <Shared name={t("totals.gpus")} part={cluster?.gpus.allocated} whole={cluster?.gpus.total} write={format.count} />}
      <Shared name={t("totals.memory")} part={cluster?.memory_bytes.allocated} whole={cluster?.memory_bytes.total} write={format.bytes} />
      <Tile name={t("totals.nodes")} figure={nodes && format.count(nodes.total)} link={(children) => <Link to="/nodes" search={attention > 0 ? { state: "attention" } : {}}>{children}</Link>}>
        {nodes && <span className={attention > 0 ? classes.wait : undefined}>{t("totals.attention", { count: attention })}</span>}
      </Tile>
    </ul>
  );
}

interface TileProps {
  name: string;
  figure: string | undefined;
  link?: (children: ReactNode) => ReactNode;
  children: ReactNode;
}

function Tile({ name, figure, link = (children) => children, children }: TileProps) {
  return (
    <li className={classes.tile}>
      <span className={classes.tileName}>{link(name)}</span>
      <span className={`${classes.figure} tabular`}>{figure ?? "–"}</span>
      <span className={classes.tileNote}>{children}</span>
    </li>
  );
}

/** How much of something is given out. */
function Shared({ name, part = 0, whole = 0, write }: { name: string; part: number | undefined; whole: number | undefined; write: (amount: number) => string }) {
  const { t } = useTranslation("overview");
  const format = useFormat();
  const known = whole > 0;
  return (
    <Tile name={name} figure={known ? format.percent(part, whole) : undefined}>
      <span className={classes.bar} aria-hidden>
        <span className={classes.fill} style={{ width: `${known ? (100 * part) / whole : 0}%` }} />
      </span>
      {known && t("totals.of", { part: write(part), whole: write(whole) })}
    </Tile>
  );
}
