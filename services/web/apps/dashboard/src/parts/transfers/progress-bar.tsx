import classes from "./progress-bar.module.css";

/** Confirmed part of the whole. */
interface ProgressBarProps {
  part: number;
  whole: number;
  label: string;
  text: string;
  /** A class that colours it. */
  tone?: string | undefined;
  /** All of it is there, and something is still done with it. */
  pulsing?: boolean;
}

export function ProgressBar({ part, whole, label, text, tone, pulsing = false }: ProgressBarProps) {
  const percent = whole <= 0 ? 0 : Math.min(100, (100 * part) / whole);
  return (
    <div
      className={`${classes.track} ${tone ?? ""} ${pulsing ? (classes.pulsing ?? "") : ""}`}
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
