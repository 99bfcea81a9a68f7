import type { NodeRow } from "@hpc/api/nodes-wire.ts";
import { TimeAgo } from "@hpc/ui/time-ago.tsx";
import { tip } from "@hpc/ui/tips.tsx";
import { useFormat } from "@hpc/ui/use-format.ts";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { NodeStateLabel } from "../../../parts/nodes/node-state-label.tsx";
import { ShareBar } from "../../../parts/nodes/share-bar.tsx";
import type { LiveColumn } from "../../../parts/records/live-table.tsx";
import styles from "../../../parts/records/list-page.module.css";

export const NODE_COLUMNS = ["name", "state", "cpus", "memory", "gpus", "load", "partitions", "features", "reason", "boot"] as const;
export type NodeColumn = (typeof NODE_COLUMNS)[number];
export const USUALLY_HIDDEN: readonly NodeColumn[] = ["features", "boot"];

const WIDTHS: Record<NodeColumn, string> = {
  name: "104px",
  state: "130px",
  cpus: "124px",
  memory: "158px",
  gpus: "54px",
  load: "58px",
  partitions: "90px",
  features: "140px",
  reason: "minmax(120px, 1fr)",
  boot: "120px",
};
const SORTED: Partial<Record<NodeColumn, string>> = { name: "name", state: "state", cpus: "cpus", memory: "memory", gpus: "gpus", load: "load", boot: "boot" };

export function isSilent({ flags }: Pick<NodeRow, "flags">): boolean {
  return flags.includes("NOT_RESPONDING");
}

export function useNodeColumns(hidden: readonly string[]): LiveColumn<NodeRow>[] {
  const { t } = useTranslation("nodes");
  const format = useFormat();
  const cells: Record<NodeColumn, (row: NodeRow) => React.ReactNode> = {
    name: (row) => <NodeLink name={row.name} />,
    state: (row) => <NodeStateLabel summary={row.summary} state={row.state} silent={isSilent(row)} />,
    cpus: (row) => <ShareBar label={t("columns.cpus")} part={row.cpus_allocated} whole={row.cpus} />,
    memory: (row) => <ShareBar label={t("columns.memory")} part={row.memory_allocated_bytes} whole={row.memory_bytes} write={format.bytes} />,
    gpus: (row) => (row.gpus === 0 ? <span className={styles.dim}>–</span> : `${row.gpus_allocated}/${row.gpus}`),
    load: ({ load }) => (load === null ? <span className={styles.dim}>–</span> : load.toFixed(1)),
    partitions: ({ partitions }) => <span className={styles.dim} title={partitions.join(", ")}>{partitions.join(", ")}</span>,
    features: ({ features }) => <span className={styles.dim} title={features.join(", ")}>{features.join(", ")}</span>,
    reason: (row) => <ReasonText row={row} />,
    boot: ({ boot_at }) => (boot_at === null ? <span className={styles.dim}>–</span> : <TimeAgo time={boot_at} />),
  };
  return NODE_COLUMNS.filter((id) => !hidden.includes(id)).map((id) => {
    const sort = SORTED[id];
    const right = id === "gpus" || id === "load" ? ({ right: true } as const) : {};
    return { id, label: t(`columns.${id}`), width: WIDTHS[id], cell: cells[id], ...(sort === undefined ? {} : { sort }), ...right };
  });
}

function NodeLink({ name }: { name: string }) {
  return (
    <Link to="/nodes/$name" params={{ name }} className={styles.name}>
      <bdi>{name}</bdi>
    </Link>
  );
}

/** Why it is down or drained, and who said so when. */
function ReasonText({ row: { reason, reason_by, reason_at } }: { row: NodeRow }) {
  const { t } = useTranslation("nodes");
  const format = useFormat();
  if (reason === "") return null;
  const said = [reason, reason_by === "" ? "" : t("by", { name: reason_by }), reason_at === null ? "" : format.absolute(new Date(reason_at))];
  return <span {...tip(said.filter((each) => each !== "").join(" · "))}>{reason}</span>;
}

/** A node in two lines. */
export function NarrowNode({ row }: { row: NodeRow }) {
  const { t } = useTranslation("nodes");
  const format = useFormat();
  return (
    <div className={styles.narrow}>
      <div className={styles.narrowLine}>
        <NodeLink name={row.name} />
        <NodeStateLabel summary={row.summary} state={row.state} silent={isSilent(row)} />
      </div>
      <div className={`${styles.narrowLine} ${styles.dim}`}>
        <span className={styles.ellipsis}>{row.reason === "" ? row.partitions.join(", ") : row.reason}</span>
        <span>
          {t("columns.cpus")} {format.count(row.cpus_allocated)}/{format.count(row.cpus)}
          {row.gpus > 0 && ` · ${t("columns.gpus")} ${row.gpus_allocated}/${row.gpus}`}
        </span>
      </div>
    </div>
  );
}
