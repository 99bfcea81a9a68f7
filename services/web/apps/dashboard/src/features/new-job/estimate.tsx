import type { JobEstimate } from "@hpc/api/cluster-wire.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { useFormat } from "@hpc/ui/use-format.ts";
import { useNow } from "@hpc/ui/use-now.ts";
import classes from "./new-job.module.css";

/** Starts within so long are now: Slurm plans in steps. */
const SOON_MS = 60_000;

/** When and where it would start if it were submitted now. */
export function Estimate({ told: { start_at, node_list, partition } }: { told: JobEstimate }) {
  const { t } = useTranslation("newJob");
  const format = useFormat();
  const now = useNow();
  const at = new Date(start_at);
  const soon = at.getTime() - now < SOON_MS;
  const values = { time: format.absolute(at), when: format.relative(at, now), nodes: node_list, partition };
  return (
    <p className={classes.estimate} role="status">
      {t(soon ? "startsNow" : "startsAt", values)} {t("startsNote")}
    </p>
  );
}
