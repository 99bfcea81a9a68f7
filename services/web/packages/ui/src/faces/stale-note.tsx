import { IconClockPause } from "@tabler/icons-react";
import { useTranslation } from "../i18n/i18n.ts";
import { useFormat } from "../use-format.ts";
import { useNow } from "../use-now.ts";
import classes from "./face.module.css";

/** Marks last known data with its age. */
export function StaleNote({ since }: { since: number }) {
  const { t } = useTranslation("ui");
  const format = useFormat();
  const now = useNow();
  return (
    <div className={classes.stale} role="status">
      <IconClockPause size={16} aria-hidden />
      {t("faces.stale", { age: format.relative(new Date(since), now) })}
    </div>
  );
}
