import { UnstyledButton } from "@mantine/core";
import { tip } from "@hpc/ui/tips.tsx";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import classes from "./live.module.css";

/** How many changes wait for the pointer to go, and a way not to. */
export function WaitingChanges({ count, onShow }: { count: number; onShow: () => void }) {
  const { t } = useTranslation("live");
  if (count === 0) return null;
  return (
    <UnstyledButton className={classes.waiting} onClick={onShow} {...tip(t("waitingNote"))}>
      {t("waiting", { count })}
    </UnstyledButton>
  );
}
