import { Badge } from "@mantine/core";
import { useTranslation } from "./i18n/i18n.ts";
import { tip } from "./tips.tsx";

/** Says that nothing here is real. */
export function DemoMark() {
  const { t } = useTranslation("ui");
  return (
    <Badge variant="outline" color="yellow" size="sm" radius="sm" tabIndex={0} style={{ color: "var(--portal-wait)" }} {...tip(t("demo.note"))}>
      {t("demo.label")}
    </Badge>
  );
}
