import { Button } from "@mantine/core";
import { EmptyFace } from "@hpc/ui/faces/empty-face.tsx";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { IconFileOff } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";

interface NoFormProps {
  why: "missing" | "forgotten" | "unusable";
  /** Of the template. */
  name?: string;
}

/** In place of the form: why there is none. */
export default function NoForm({ why, name }: NoFormProps) {
  const { t } = useTranslation("templateJob");
  const button = (
    <Button variant="default" renderRoot={(props) => <Link to="/jobs/new" search={{ kind: "template" }} {...props} />}>
      {t("noForm.choose")}
    </Button>
  );
  return <EmptyFace icon={<IconFileOff size={28} stroke={1.5} />} title={t(`noForm.${why}.title`, { name })} text={t(`noForm.${why}.text`)} action={button} />;
}
