import type { DiffHunk } from "@hpc/api/templates-wire.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import diff from "./diff.module.css";
import classes from "./templates.module.css";
import { numbered } from "./diff-lines.ts";

const SIGNS = { added: "+", removed: "−", same: "" } as const;

/** Lines that differ, with a few around them. Each says by sign and colour whether it came or went. */
export function DiffView({ hunks }: { hunks: readonly DiffHunk[] }) {
  const { t } = useTranslation("templates");
  if (hunks.length === 0) return <p className={classes.foot}>{t("history.same")}</p>;
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what is wider than the page is scrolled by keyboard, too
    <div className={diff.diff} tabIndex={0} role="region" aria-label={t("history.diff")}>
      <table className={diff.diffTable}>
        {hunks.map((hunk) => (
          <tbody key={hunk.new_start} aria-label={t("history.hunk", { line: hunk.new_start })}>
            {numbered(hunk).map(({ change, text, before, now }, index) => (
              <tr key={index} className={diff.diffLine} data-change={change}>
                <td className={diff.diffNumber}>{before}</td>
                <td className={diff.diffNumber}>{now}</td>
                <td className={diff.diffSign}>
                  <span aria-hidden>{SIGNS[change]}</span>
                  {change !== "same" && <span className="visually-hidden">{t(`history.${change}`)}</span>}
                </td>
                <td className={diff.diffText}>{text}</td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}
