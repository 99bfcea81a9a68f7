import { memo } from "react";
import { useFormat } from "@hpc/ui/use-format.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import classes from "./nodes.module.css";

interface ShareBarProps {
  label: string;
  part: number;
  whole: number;
  /** How amounts are written: as numbers when it is not given. */
  write?: (amount: number) => string;
  /** Shows the figures beside the bar. */
  figures?: boolean;
}

/** How much of something is allocated: a bar, and figures for those who read. */
export const ShareBar = memo(function ShareBar({ label, part, whole, write, figures = true }: ShareBarProps) {
  const { t } = useTranslation("nodeParts");
  const format = useFormat();
  const written = write ?? format.count;
  const words = t("of", { part: written(part), whole: written(whole) });
  return (
    <span className={classes.share} role="img" aria-label={`${label}: ${words}`} data-tip={figures ? undefined : words}>
      <span className={classes.track}>
        <span className={classes.fill} style={{ width: `${whole <= 0 ? 0 : Math.min(100, (100 * part) / whole)}%` }} />
      </span>
      {figures && (
        <span className={`${classes.figures} tabular`} aria-hidden>
          {withoutUnit(written(part), written(whole))}
          <span className={classes.whole}>/{written(whole)}</span>
        </span>
      )}
    </span>
  );
});

/** "102" of "102 GiB" where the other one is in GiB as well. */
function withoutUnit(text: string, other: string): string {
  const [figure = "", unit] = text.split(" ");
  return unit !== undefined && unit === other.split(" ")[1] ? figure : text;
}
