import type { QosRow } from "@hpc/api/nodes-wire.ts";
import { useFormat } from "@hpc/ui/use-format.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { useTresWords } from "../../parts/words/tres-words.ts";
import { Fold } from "./fold.tsx";
import { LimitList, useDurationWords } from "./limit-list.tsx";
import { parted, qosLimits } from "./limits.ts";

interface QosItemProps {
  row: QosRow;
  open: boolean;
  onToggle: () => void;
}

/** A QOS: what matters most at a glance, all limits when it is unfolded. */
export function QosItem({ row, open, onToggle }: QosItemProps) {
  return (
    <Fold name={row.name} open={open} onToggle={onToggle} glance={<Glance row={row} />}>
      {row.description !== "" && <p>{row.description}</p>}
      <LimitList limits={qosLimits(row)} />
    </Fold>
  );
}

function Glance({ row }: { row: QosRow }) {
  const { t } = useTranslation("partitions");
  const format = useFormat();
  const duration = useDurationWords();
  const tres = useTresWords();
  const words: string[] = [];
  if (row.max_wall_seconds !== null) words.push(t("longest", { time: duration(row.max_wall_seconds) }));
  if (row.max_tres_per_user !== "") words.push(t("perUser", { what: tres.amounts(row.max_tres_per_user) }));
  if (row.max_jobs_per_user !== null) words.push(t("jobsPerUser", { count: row.max_jobs_per_user }));
  const limited = parted(qosLimits(row)).set.some(({ key }) => /max|group|min/.test(key));
  if (!limited) words.push(t("noLimits"));
  if (row.priority > 0) words.push(t("priority", { count: row.priority, replace: { count: format.count(row.priority) } }));
  // What else it says is told when it is unfolded.
  return words.join(" · ") || row.description;
}
