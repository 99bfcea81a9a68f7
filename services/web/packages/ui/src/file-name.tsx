import { splitName, visibleName } from "./name-text.ts";
import classes from "./file-name.module.css";

/**
 * Somebody else's text, shown as text: isolated from the direction of what stands around it, control characters made
 * visible, shortened in the middle so that the extension stays, the full name in the title.
 */
export function FileName({ name }: { name: string }) {
  const shown = visibleName(name);
  const [head, tail] = splitName(shown);
  return (
    <span className={classes.name} title={shown}>
      <bdi className={classes.head}>{head}</bdi>
      {tail !== "" && <bdi className={classes.tail}>{tail}</bdi>}
    </span>
  );
}
