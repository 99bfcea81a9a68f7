import { tip } from "@hpc/ui/tips.tsx";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { IconAlertTriangle, IconLock, IconRosetteDiscountCheck, IconUsers } from "@tabler/icons-react";
import { sourceOf } from "./facts.ts";
import classes from "./templates.module.css";

const ICONS = { official: IconRosetteDiscountCheck, community: IconUsers, private: IconLock } as const;

/** Whose a template is: icon, word and, on hover, what that means. */
export function SourceBadge({ source, me }: { source: string; me: string }) {
  const { t } = useTranslation("templates");
  const { kind, of } = sourceOf({ source });
  const Icon = ICONS[kind];
  return (
    <span className={classes.badge} data-source={kind} {...tip(t(`sourceNote.${kind}`))}>
      <Icon size={14} aria-hidden />
      {kind === "private" && of !== "" && of !== me ? t("privateOf", { name: of }) : t(`sources.${kind}`)}
    </span>
  );
}

export function UnusableBadge() {
  const { t } = useTranslation("templates");
  return (
    <span className={classes.badge} data-source="unusable" {...tip(t("unusableNote"))}>
      <IconAlertTriangle size={14} aria-hidden />
      {t("unusable")}
    </span>
  );
}
