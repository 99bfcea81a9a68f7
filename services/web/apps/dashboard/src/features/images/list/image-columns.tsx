import type { ImageRow } from "@hpc/api/images-wire.ts";
import { visibleName } from "@hpc/ui/name-text.ts";
import { TimeAgo } from "@hpc/ui/time-ago.tsx";
import { tip } from "@hpc/ui/tips.tsx";
import { useFormat } from "@hpc/ui/use-format.ts";
import { IconShieldCheck } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import type { LiveColumn } from "../../../parts/records/live-table.tsx";
import { nodesOf, ownDescription, useNodeName } from "../image-words.ts";
import styles from "../../../parts/records/list-page.module.css";
import classes from "../images.module.css";
import { KindLabel } from "../kind-label.tsx";

export const IMAGE_COLUMNS = ["name", "version", "kind", "partition", "size", "places", "signed", "labels", "built", "seen"] as const;
export type ImageColumn = (typeof IMAGE_COLUMNS)[number];
export const USUALLY_HIDDEN: readonly ImageColumn[] = ["labels", "built"];

const WIDTHS: Record<ImageColumn, string> = {
  name: "minmax(220px, 1fr)",
  version: "88px",
  kind: "126px",
  partition: "90px",
  size: "84px",
  places: "124px",
  signed: "72px",
  labels: "180px",
  built: "104px",
  seen: "104px",
};

/** Nodes that are named in a cell; of more there is a number. */
const NAMED = 2;

export function useImageColumns(hidden: readonly string[]): LiveColumn<ImageRow>[] {
  const { t } = useTranslation("images");
  const format = useFormat();
  const none = <span className={styles.dim}>–</span>;
  const cells: Record<ImageColumn, (row: ImageRow) => ReactNode> = {
    name: (row) => (
      <>
        <ImageLink row={row} /> <span className={styles.dim}>{visibleName(ownDescription(row))}</span>
      </>
    ),
    version: ({ version }) => <Version version={version} />,
    kind: ({ type }) => <KindLabel kind={type} />,
    partition: ({ partition }) => <span className={styles.dim}>{partition}</span>,
    size: ({ size }) => <span title={format.exactBytes(size)}>{format.bytes(size)}</span>,
    places: (row) => <Where row={row} />,
    signed: ({ signed }) => (signed ? <Signed /> : none),
    labels: ({ labels }) => <span className={styles.dim} title={Object.keys(labels).join(", ")}>{Object.keys(labels).join(", ")}</span>,
    built: ({ built_at }) => (typeof built_at === "string" ? <TimeAgo time={built_at} short /> : none),
    seen: ({ last_scanned }) => <TimeAgo time={last_scanned} short />,
  };
  return IMAGE_COLUMNS.filter((id) => !hidden.includes(id)).map((id) => {
    const right = id === "size" ? ({ right: true } as const) : {};
    return { id, label: t(`columns.${id}`), width: WIDTHS[id], cell: cells[id], ...right };
  });
}

function ImageLink({ row: { id, name } }: { row: ImageRow }) {
  return (
    <Link to="/images/$id" params={{ id }} className={styles.name}>
      <bdi>{visibleName(name)}</bdi>
    </Link>
  );
}

export function Version({ version }: { version: string }) {
  const { t } = useTranslation("images");
  if (version === "" || version === "unknown") return <span className={styles.dim}>{t("unknown")}</span>;
  return <span title={version}>{visibleName(version)}</span>;
}

export function Signed() {
  const { t } = useTranslation("images");
  return (
    <span className={classes.signed} {...tip(t("signedNote"))}>
      <IconShieldCheck size={16} stroke={1.8} aria-label={t("signed")} />
    </span>
  );
}

/** The nodes it lies on; of many their number, with the names in the tooltip. */
function Where({ row: { places, node } }: { row: ImageRow }) {
  const { t } = useTranslation("images");
  const format = useFormat();
  const nameOf = useNodeName();
  const nodes = nodesOf(places.length === 0 ? [{ node }] : places);
  const names = nodes.map(nameOf).join(", ");
  if (nodes.length <= NAMED) return <span title={names}>{names}</span>;
  return <span {...tip(names)}>{t("places", { count: nodes.length, replace: { count: format.count(nodes.length) } })}</span>;
}

/** An image in two lines. */
export function NarrowImage({ row }: { row: ImageRow }) {
  const format = useFormat();
  return (
    <div className={styles.narrow}>
      <div className={styles.narrowLine}>
        <span className={styles.ellipsis}>
          <ImageLink row={row} />
        </span>
        <KindLabel kind={row.type} />
      </div>
      <div className={`${styles.narrowLine} ${styles.dim}`}>
        <span className={styles.ellipsis}>
          {row.version === "unknown" ? "" : `${visibleName(row.version)} · `}
          <Where row={row} />
        </span>
        <span className={classes.narrowEnd}>
          {format.bytes(row.size)}
          {row.signed && <Signed />}
        </span>
      </div>
    </div>
  );
}
