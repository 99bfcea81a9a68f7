import { Button } from "@mantine/core";
import { EmptyFace } from "@hpc/ui/faces/empty-face.tsx";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { IconFileOff } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";

/** In place of the form: why there is none. */
export default function NoForm({ title, text }: { title: string; text: string }) {
  const { t } = useTranslation("templateJob");
  const button = (
    <Button variant="default" renderRoot={(props) => <Link to="/jobs/new" search={{ kind: "template" }} {...props} />}>
      {t("missing.choose")}
    </Button>
  );
  return <EmptyFace icon={<IconFileOff size={28} stroke={1.5} />} title={title} text={text} action={button} />;
}
