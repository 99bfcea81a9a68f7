import type { NodeCounts } from "@hpc/api/nodes-wire.ts";
import { useFormat } from "@hpc/ui/use-format.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { told } from "./node-states.ts";
import classes from "./nodes.module.css";

/** How many nodes are in which state, as parts of one bar and in words. */
export function StateBar({ counts, label }: { counts: NodeCounts; label: string }) {
  const { t } = useTranslation("nodeParts");
  const format = useFormat();
  const parts = told(counts);
  const words = parts.map(([summary, count]) => `${t(`summary.${summary}`)} ${format.count(count)}`).join(", ");
  return (
    <span className={classes.bar} role="img" aria-label={`${label}: ${words}`} data-tip={words}>
      {parts.map(([summary, count]) => (
        <span key={summary} className={classes.part} data-summary={summary} style={{ flexGrow: count }} />
      ))}
    </span>
  );
}
