import type { PartitionRow } from "@hpc/api/nodes-wire.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { useFormat } from "@hpc/ui/use-format.ts";

/** How much of the partition is free, and how long jobs may take there. */
export function FreeNow({ row: { usage, max_time_seconds: most } }: { row: PartitionRow }) {
  const { t } = useTranslation("newJob");
  const format = useFormat();
  const free = Math.max(0, usage.cpus - usage.cpus_allocated);
  const parts = [t("freeCpus", { free: format.count(free), all: format.count(usage.cpus) })];
  if (usage.gpus > 0) parts.push(t("freeGpus", { free: format.count(Math.max(0, usage.gpus - usage.gpus_allocated)), all: format.count(usage.gpus) }));
  if (most !== null) parts.push(t("atMost", { time: format.duration(most) }));
  return parts.join(" · ");
}
