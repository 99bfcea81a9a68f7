import type { NodeView } from "@hpc/api/nodes-wire.ts";
import { TimeAgo } from "@hpc/ui/time-ago.tsx";
import { useFormat } from "@hpc/ui/use-format.ts";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { Fact, Facts, Panel } from "../../../parts/panel.tsx";

/** What the node is made of, and what jobs ask for it by. */
export function HardwarePanel({ view }: { view: NodeView }) {
  const { t } = useTranslation("nodes");
  const format = useFormat();
  const { node, sockets, cores_per_socket: cores, threads_per_core: threads } = view;
  return (
    <Panel id="hardware" title={t("one.hardware")}>
      <Facts>
        <Fact name={t("one.topology")}>{t("one.topologyText", { sockets, cores, threads })}</Fact>
        <Fact name={t("one.memory")}>{format.bytes(node.memory_bytes)}</Fact>
        {view.tmp_disk_bytes > 0 && <Fact name={t("one.disk")}>{format.bytes(view.tmp_disk_bytes)}</Fact>}
        <Fact name={t("one.partitions")}>
          {node.partitions.length === 0 && t("one.none")}
          {node.partitions.map((name, index) => (
            <span key={name}>
              {index > 0 && ", "}
              <Link to="/partitions" search={{ open: name }}>
                {name}
              </Link>
            </span>
          ))}
        </Fact>
        <Fact name={t("one.features")}>
          {node.features.length === 0 && t("one.none")}
          {node.features.map((name, index) => (
            <span key={name}>
              {index > 0 && ", "}
              <Link to="/nodes" search={{ view: "table", feature: name }}>
                {name}
              </Link>
            </span>
          ))}
        </Fact>
        <Fact name={t("one.os")}>{view.os}</Fact>
        <Fact name={t("one.arch")}>{view.arch}</Fact>
        <Fact name={t("one.slurm")}>{node.version}</Fact>
        <Fact name={t("one.address")}>{node.address}</Fact>
        <Fact name={t("one.weight")}>
          {format.count(node.weight)} ({t("one.weightNote")})
        </Fact>
        {node.boot_at !== null && (
          <Fact name={t("one.boot")}>
            <TimeAgo time={node.boot_at} />
          </Fact>
        )}
      </Facts>
    </Panel>
  );
}
