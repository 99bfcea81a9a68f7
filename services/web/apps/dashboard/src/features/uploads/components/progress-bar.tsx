import classes from "./uploads.module.css";

/** Confirmed part of the whole. */
export function ProgressBar({ part, whole, label, text, tone }: { part: number; whole: number; label: string; text: string; tone?: string | undefined }) {
  const percent = whole <= 0 ? 0 : Math.min(100, (100 * part) / whole);
  return (
    <div
      className={`${classes.track} ${tone ?? ""}`}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.floor(percent)}
      aria-valuetext={text}
    >
      <div className={classes.fill} style={{ width: `${percent}%` }} />
    </div>
  );
}
