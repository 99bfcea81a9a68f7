import { IconCircleCheck, IconCircleMinus } from "@tabler/icons-react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import classes from "../../parts/panel.module.css";

/** Colour, icon and word. */
export function AccountState({ enabled }: { enabled: boolean }) {
  const { t } = useTranslation("admin");
  const StateIcon = enabled ? IconCircleCheck : IconCircleMinus;
  return (
    <span className={`${classes.state} ${(enabled ? classes.ok : classes.idle) ?? ""}`}>
      <StateIcon size={16} stroke={1.7} aria-hidden />
      {enabled ? t("users.enabled") : t("users.disabled")}
    </span>
  );
}
