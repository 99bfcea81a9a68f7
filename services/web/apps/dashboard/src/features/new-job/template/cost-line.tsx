import type { JobCost } from "@hpc/api/template-job-wire.ts";
import { tip } from "@hpc/ui/tips.tsx";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { useFormat } from "@hpc/ui/use-format.ts";
import { IconCoin } from "@tabler/icons-react";
import classes from "./template-job.module.css";

/** What it may cost when it runs until its limit. */
export default function CostLine({ cost }: { cost: JobCost }) {
  const { t, language } = useTranslation("templateJob");
  const format = useFormat();
  const money = (amount: number) => new Intl.NumberFormat(language, { style: "currency", currency: "USD" }).format(amount);
  const { nodes, memory_gb, time_hours } = cost;
  const parts = { nodes: money(cost.node_cost), memory: money(cost.memory_cost) };
  return (
    <p className={classes.cost}>
      <IconCoin size={16} stroke={1.6} aria-hidden />
      <span {...tip(t("cost.parts", parts))}>
        <strong className="tabular">{t("cost.atMost", { money: money(cost.total_cost_usd) })}</strong>{" "}
        <span className={classes.dim}>{t("cost.for", { nodes: format.count(nodes), memory: format.bytes(memory_gb * 1024 ** 3), time: format.duration(time_hours * 3600) })}</span>
      </span>
    </p>
  );
}
