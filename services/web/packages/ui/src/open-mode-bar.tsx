import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "./i18n/i18n.ts";
import classes from "./bars.module.css";

/** Stands on every page of a portal that asks nobody who they are. It cannot be closed. */
export function OpenModeBar() {
  const { t } = useTranslation("ui");
  return (
    <div className={classes.open} role="note">
      <IconAlertTriangle size={16} aria-hidden />
      <span>{t("openMode")}</span>
    </div>
  );
}
