import { memo } from "react";
import type { NodeSummary } from "@hpc/api/nodes-wire.ts";
import {
  IconAlertTriangle,
  IconCircle,
  IconCircleDashed,
  IconCircleDotted,
  IconCircleFilled,
  IconCircleHalf2,
  IconCircleX,
  IconDropletDown,
  IconDropletOff,
  type Icon,
} from "@tabler/icons-react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { TONES } from "./node-states.ts";
import classes from "./nodes.module.css";

const ICONS: Record<NodeSummary, Icon> = {
  idle: IconCircle,
  mixed: IconCircleHalf2,
  allocated: IconCircleFilled,
  draining: IconDropletDown,
  drained: IconDropletOff,
  down: IconCircleX,
  unknown: IconCircleDashed,
  future: IconCircleDotted,
};

interface NodeStateLabelProps {
  summary: NodeSummary;
  /** Slurm's own word, for the title. */
  state?: string;
  /** Something of it does not answer: said by a mark, as the summary may hide it. */
  silent?: boolean;
}

/** Colour, icon and word, the same everywhere; Slurm's own word in the title. */
export const NodeStateLabel = memo(function NodeStateLabel({ summary, state, silent = false }: NodeStateLabelProps) {
  const { t } = useTranslation("nodeParts");
  const StateIcon = ICONS[summary];
  return (
    <span className={`${classes.state} ${classes[TONES[summary]] ?? ""}`} title={state}>
      <StateIcon size={15} stroke={1.8} aria-hidden />
      <span className={classes.word}>{t(`summary.${summary}`)}</span>
      {silent && <IconAlertTriangle size={13} aria-hidden />}
    </span>
  );
});
