import { Badge } from "@mantine/core";
import { tip } from "@hpc/ui/tips.tsx";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";

/** Stands on every page of a portal whose cluster is made up. */
export function SimulatedMark() {
  const { t } = useTranslation("live");
  return (
    <Badge variant="outline" color="yellow" size="sm" radius="sm" tabIndex={0} style={{ color: "var(--portal-wait)", flexShrink: 0 }} {...tip(t("simulatedNote"))}>
      {t("simulated")}
    </Badge>
  );
}
