import type { JobRow } from "@hpc/api/cluster-wire.ts";
import { FileName } from "@hpc/ui/file-name.tsx";
import { TimeAgo } from "@hpc/ui/time-ago.tsx";
import { useFormat } from "@hpc/ui/use-format.ts";
import { useNow } from "@hpc/ui/use-now.ts";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { JobStateLabel } from "../../../parts/jobs/job-state-label.tsx";
import { elapsedSeconds, groupOf, isHeld } from "../../../parts/jobs/job-states.ts";
import { JobName } from "../../../parts/jobs/job-name.tsx";
import { useReasonWord } from "../../../parts/jobs/use-reason-word.ts";
import type { LiveColumn } from "../../../parts/records/live-table.tsx";
import styles from "../../../parts/records/list-page.module.css";
import classes from "../jobs.module.css";

export const JOB_COLUMNS = [
  "id",
  "name",
  "state",
  "user",
  "account",
  "partition",
  "qos",
  "cpus",
  "gpus",
  "memory",
  "nodes",
  "time",
  "where",
  "priority",
  "submit",
  "end",
] as const;
export type JobColumn = (typeof JOB_COLUMNS)[number];
/** Not shown until somebody wants them. */
export const USUALLY_HIDDEN: readonly JobColumn[] = ["account", "qos", "memory", "nodes", "priority"];

type Look = Omit<LiveColumn<JobRow>, "id" | "label">;

const LOOKS: Record<JobColumn, Look> = {
  id: { width: "80px", sort: "id", cell: (row) => <JobLink row={row} /> },
  name: { width: "minmax(130px, 1.2fr)", sort: "name", cell: ({ name }) => <JobName name={name} /> },
  state: { width: "146px", sort: "state", cell: (row) => <JobStateLabel state={row.state} held={isHeld(row)} /> },
  user: { width: "80px", sort: "user", cell: ({ user, mine }) => <span className={mine ? classes.mine : undefined}>{user}</span> },
  account: { width: "92px", sort: "account", cell: ({ account }) => account },
  partition: { width: "74px", sort: "partition", cell: ({ partition }) => partition },
  qos: { width: "84px", sort: "qos", cell: ({ qos }) => qos },
  cpus: { width: "56px", sort: "cpus", right: true, cell: ({ cpus }) => <Count value={cpus} /> },
  gpus: { width: "52px", sort: "gpus", right: true, cell: ({ gpus }) => (gpus === 0 ? <Nothing /> : <Count value={gpus} />) },
  memory: { width: "84px", sort: "memory", right: true, cell: ({ memory_bytes }) => <Memory bytes={memory_bytes} /> },
  nodes: { width: "64px", sort: "nodes", right: true, cell: ({ nodes }) => <Count value={nodes} /> },
  time: { width: "98px", sort: "start", cell: (row) => <JobTime row={row} /> },
  where: { width: "minmax(126px, 1.1fr)", cell: (row) => <Where row={row} /> },
  priority: { width: "84px", sort: "priority", right: true, cell: ({ priority }) => <Count value={priority} /> },
  submit: { width: "98px", sort: "submit", cell: ({ submit_at }) => <Dim><TimeAgo time={submit_at} short /></Dim> },
  end: { width: "98px", sort: "end", cell: ({ end_at }) => <Dim>{end_at === null ? "–" : <TimeAgo time={end_at} short />}</Dim> },
};

/** Of jobs that have ended one wants to know when they did; of the others when they were submitted. */
export function columnsOf(finished: boolean): readonly JobColumn[] {
  return JOB_COLUMNS.filter((id) => id !== (finished ? "submit" : "end"));
}

export function useJobColumns(hidden: readonly string[], finished: boolean): LiveColumn<JobRow>[] {
  const { t } = useTranslation("jobs");
  return columnsOf(finished).filter((id) => !hidden.includes(id)).map((id) => ({ id, label: t(`columns.${id}`), ...LOOKS[id] }));
}

function JobLink({ row }: { row: JobRow }) {
  return (
    <Link to="/jobs/$id" params={{ id: String(row.job_id) }} className={styles.name} tabIndex={-1} title={row.id}>
      {row.id}
    </Link>
  );
}

function Dim({ children }: { children: ReactNode }) {
  return <span className={styles.dim}>{children}</span>;
}

function Nothing() {
  return <span className={styles.dim}>–</span>;
}

function Count({ value }: { value: number }) {
  const format = useFormat();
  return format.count(value);
}

function Memory({ bytes }: { bytes: number }) {
  const format = useFormat();
  return <span title={format.exactBytes(bytes)}>{format.bytes(bytes)}</span>;
}

/** How long it has run, of how long it may; or when it is expected to start. */
export function JobTime({ row }: { row: JobRow }) {
  const { t } = useTranslation("jobs");
  const format = useFormat();
  const now = useNow();
  const elapsed = elapsedSeconds(row, now);
  if (elapsed === null) {
    if (row.expected_start_at === null || groupOf(row.state) !== "waiting") return <Nothing />;
    return (
      <span className={styles.dim} title={t("expectedStart")}>
        {format.relativeShort(new Date(row.expected_start_at), now)}
      </span>
    );
  }
  const limit = row.time_limit_seconds;
  const share = limit === null || limit === 0 ? null : Math.min(1, elapsed / limit);
  const title = limit === null ? t("unlimited") : t("ofLimit", { limit: format.duration(limit) });
  return (
    <span className={classes.time} title={title}>
      {format.duration(elapsed)}
      {groupOf(row.state) === "active" && share !== null && (
        <span className={classes.track} data-late={share > 0.9 || undefined} aria-hidden>
          <span className={classes.fill} style={{ width: `${100 * share}%` }} />
        </span>
      )}
    </span>
  );
}

/** The nodes it is on, or why it is on none yet. */
export function Where({ row }: { row: JobRow }) {
  const reason = useReasonWord();
  if (groupOf(row.state) === "waiting") {
    return (
      <span className={classes.reason} title={row.reason}>
        {reason(row.reason)}
      </span>
    );
  }
  return row.node_list === "" ? <Nothing /> : <FileName name={row.node_list} />;
}

/** A job in two lines, for narrow screens. */
export function NarrowJob({ row }: { row: JobRow }) {
  return (
    <span className={styles.narrow}>
      <span className={styles.narrowLine}>
        <span className={styles.ellipsis}>
          <JobName name={row.name} />
        </span>
        <JobStateLabel state={row.state} held={isHeld(row)} />
      </span>
      <span className={`${styles.narrowLine} ${styles.dim}`}>
        <span className={styles.ellipsis}>
          <JobLink row={row} /> · {row.user} · {row.partition}
        </span>
        {groupOf(row.state) === "waiting" ? <Where row={row} /> : <JobTime row={row} />}
      </span>
    </span>
  );
}
