import type { DiffHunk } from "@hpc/api/templates-wire.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import classes from "./templates.module.css";
import { numbered } from "./diff-lines.ts";

const SIGNS = { added: "+", removed: "−", same: "" } as const;

/** Lines that differ, with a few around them. Each says by sign and colour whether it came or went. */
export function DiffView({ hunks }: { hunks: readonly DiffHunk[] }) {
  const { t } = useTranslation("templates");
  if (hunks.length === 0) return <p className={classes.foot}>{t("history.same")}</p>;
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what is wider than the page is scrolled by keyboard, too
    <div className={classes.diff} tabIndex={0} role="region" aria-label={t("history.diff")}>
      <table className={classes.diffTable}>
        {hunks.map((hunk) => (
          <tbody key={hunk.new_start} aria-label={t("history.hunk", { line: hunk.new_start })}>
            {numbered(hunk).map(({ change, text, before, now }, index) => (
              <tr key={index} className={classes.diffLine} data-change={change}>
                <td className={classes.diffNumber}>{before}</td>
                <td className={classes.diffNumber}>{now}</td>
                <td className={classes.diffSign}>
                  <span aria-hidden>{SIGNS[change]}</span>
                  {change !== "same" && <span className="visually-hidden">{t(`history.${change}`)}</span>}
                </td>
                <td className={classes.diffText}>{text}</td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}
