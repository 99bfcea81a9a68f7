import type { NodeView } from "@hpc/api/nodes-wire.ts";
import { TimeAgo } from "@hpc/ui/time-ago.tsx";
import { useFormat } from "@hpc/ui/use-format.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { ShareBar } from "../../../parts/nodes/share-bar.tsx";
import { Panel } from "../../../parts/panel.tsx";
import classes from "./node.module.css";

/** How much of the node is allocated, and how busy it really is. */
export function UsePanel({ view: { node } }: { view: NodeView }) {
  const { t } = useTranslation("nodes");
  const format = useFormat();
  return (
    <Panel id="use" title={t("one.use")}>
      <dl className={classes.uses}>
        <dt>{t("one.cpus")}</dt>
        <dd>
          <ShareBar label={t("one.cpus")} part={node.cpus_allocated} whole={node.cpus} />
        </dd>
        <dt>{t("one.memory")}</dt>
        <dd>
          <ShareBar label={t("one.memory")} part={node.memory_allocated_bytes} whole={node.memory_bytes} write={format.bytes} />
        </dd>
        {node.gres.map(({ name, kind, total, allocated }) => (
          <Gres key={`${name}:${kind}`} name={name === "gpu" ? `${t("one.gpus")}${kind === "" ? "" : ` (${kind})`}` : `${name}${kind === "" ? "" : `:${kind}`}`} total={total} allocated={allocated} />
        ))}
        {node.load !== null && (
          <>
            <dt>{t("one.load")}</dt>
            <dd className="tabular">{t("one.loadNote", { load: node.load.toFixed(2), cpus: format.count(node.cpus) })}</dd>
          </>
        )}
        {node.memory_free_bytes !== null && (
          <>
            <dt>{t("one.free")}</dt>
            <dd className="tabular">{format.bytes(node.memory_free_bytes)}</dd>
          </>
        )}
        {node.last_busy_at !== null && (
          <>
            <dt>{t("one.lastBusy")}</dt>
            <dd>
              <TimeAgo time={node.last_busy_at} />
            </dd>
          </>
        )}
      </dl>
    </Panel>
  );
}

function Gres({ name, total, allocated }: { name: string; total: number; allocated: number }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <ShareBar label={name} part={allocated} whole={total} />
      </dd>
    </>
  );
}
