import classes from "./records.module.css";

interface ChoiceProps {
  label: string;
  /** What stands for no filter. */
  any: string;
  value: string;
  items: readonly { value: string; label: string }[];
  onChange: (value: string) => void;
}

/** One of a few, by the browser's own list: it works by keyboard, by touch and for readers as it is. */
export function Choice({ label, any, value, items, onChange }: ChoiceProps) {
  return (
    <select className={classes.select} aria-label={label} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
      <option value="">{any}</option>
      {items.map((item) => (
        <option key={item.value} value={item.value}>
          {item.label}
        </option>
      ))}
    </select>
  );
}
