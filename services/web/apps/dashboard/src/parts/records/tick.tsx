import classes from "./records.module.css";

interface TickProps {
  label: string;
  checked: boolean;
  /** Some of what it stands for is on. */
  some?: boolean;
  tabIndex?: number;
  onChange: (checked: boolean) => void;
}

/** The browser's own box: a page of two hundred rows draws two hundred of them. */
export function Tick({ label, checked, some = false, tabIndex, onChange }: TickProps) {
  return (
    <input
      type="checkbox"
      className={classes.tick}
      aria-label={label}
      checked={checked}
      tabIndex={tabIndex}
      ref={(box) => {
        if (box !== null) box.indeterminate = some;
      }}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}
