import { visibleName } from "@hpc/ui/name-text.ts";
import classes from "./job-state-label.module.css";

/** Any text that an owner gave: isolated, with what deceives made visible, its beginning kept. */
export function JobName({ name }: { name: string }) {
  const shown = visibleName(name);
  return (
    <bdi className={classes.word} title={shown} style={{ display: "block", whiteSpace: "nowrap" }}>
      {shown}
    </bdi>
  );
}
