import type { JobPreview } from "@hpc/api/template-job-wire.ts";
import { tip } from "@hpc/ui/tips.tsx";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { useFormat } from "@hpc/ui/use-format.ts";
import { IconHourglass } from "@tabler/icons-react";
import { formatMoney } from "./money.ts";
import classes from "./template-job.module.css";

/** What it uses when it runs until its limit, and what that costs where the site has prices. */
export default function UsageLine({ of: { usage, cost } }: { of: Pick<JobPreview, "usage" | "cost"> }) {
  const { t, language } = useTranslation("templateJob");
  const format = useFormat();
  const { nodes, memory_gib, time_hours, node_hours, gib_hours } = usage;
  const used = [t("usage.nodeHours", { count: node_hours, hours: format.count(node_hours) })];
  if (gib_hours !== null) used.push(t("usage.gibHours", { count: gib_hours, hours: format.count(gib_hours) }));
  const memory = memory_gib === null ? t("usage.allMemory") : format.bytes(memory_gib * 1024 ** 3);
  return (
    <p className={classes.usage}>
      <IconHourglass size={16} stroke={1.6} aria-hidden />
      <span>
        <strong className="tabular">{t("usage.atMost", { what: used.join(", ") })}</strong>
        {cost !== null && (
          <>
            {" · "}
            <strong className="tabular" {...tip(t("usage.prices", { parts: parts(cost).join(", ") }))}>
              {formatMoney(cost.total, cost.currency, language)}
            </strong>
          </>
        )}{" "}
        <span className={classes.dim}>{t("usage.for", { nodes: format.count(nodes), memory, time: format.duration(time_hours * 3600) })}</span>
      </span>
    </p>
  );

  function parts({ nodes, memory, currency }: NonNullable<JobPreview["cost"]>): string[] {
    const money = (amount: number) => formatMoney(amount, currency, language);
    return [nodes === null ? "" : t("usage.ofNodes", { money: money(nodes) }), memory === null ? "" : t("usage.ofMemory", { money: money(memory) })].filter(Boolean);
  }
}
