import { useState } from "react";
import classes from "./live.module.css";

/** Lights the row up once, softly, when `value` becomes another one while the row is on screen. */
export function RowFlash({ value }: { value: string }) {
  const [seen, setSeen] = useState(value);
  const [changes, setChanges] = useState(0);
  if (value !== seen) {
    setSeen(value);
    setChanges(changes + 1);
  }
  // A new key is a new element, whose animation begins anew.
  return changes === 0 ? null : <span key={changes} className={classes.flash} aria-hidden />;
}
