import { Badge, Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";

/** Says that nothing here is real. */
export function DemoMark() {
  const { t } = useTranslation("ui");
  return (
    <Tooltip label={t("demo.note")}>
      <Badge variant="outline" color="yellow" size="sm" radius="sm" tabIndex={0} style={{ color: "var(--portal-wait)" }}>
        {t("demo.label")}
      </Badge>
    </Tooltip>
  );
}
