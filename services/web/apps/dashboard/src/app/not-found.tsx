import { Button } from "@mantine/core";
import { EmptyFace } from "@hpc/ui/faces/empty-face.tsx";
import { IconMapOff } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";

export function NotFound() {
  const { t } = useTranslation("shell");
  return (
    <EmptyFace
      icon={<IconMapOff size={28} stroke={1.5} />}
      title={t("notFound.title")}
      text={t("notFound.text")}
      action={
        <Button component={Link} to="/" variant="default">
          {t("pages.overview")}
        </Button>
      }
    />
  );
}
