import { Title } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "../i18n/i18n.ts";
import classes from "./face.module.css";

/** Which permission is missing, and whom to ask. */
export function ForbiddenFace({ permission, username, action }: { permission: string; username?: string; action?: ReactNode }) {
  const { t } = useTranslation("ui");
  return (
    <div className={classes.face} role="alert">
      <IconLock className={classes.icon} size={28} stroke={1.5} aria-hidden />
      <Title order={3}>{t("faces.forbiddenTitle")}</Title>
      <div className={classes.text}>{t("faces.forbidden", { permission })}</div>
      {username !== undefined && <div className={classes.text}>{t("faces.signedInAs", { name: username })}</div>}
      {action}
    </div>
  );
}
