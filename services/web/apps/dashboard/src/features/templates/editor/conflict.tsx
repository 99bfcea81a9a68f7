import { Button } from "@mantine/core";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useState } from "react";
import { Differences } from "../one/comparison.tsx";
import classes from "./editor.module.css";

interface ConflictProps {
  id: string;
  /** The version that one began with, and the one that is there now. */
  base: string;
  now: string;
  onTake: () => void;
  onKeep: () => void;
}

/** Somebody else was faster: look, and decide whose text it is to be. */
export function Conflict({ id, base, now, onTake, onKeep }: ConflictProps) {
  const { t } = useTranslation("templates");
  const [shown, setShown] = useState(false);
  return (
    <section className={classes.conflict} role="alert" aria-label={t("editor.changed")}>
      <div className={classes.conflictHead}>
        <span className={classes.conflictText}>
          <IconAlertTriangle size={16} aria-hidden /> {t("editor.changed")}
        </span>
        <Button variant="default" onClick={() => setShown(!shown)} aria-expanded={shown}>
          {shown ? t("editor.hideChanges") : t("editor.showChanges")}
        </Button>
        <Button variant="default" onClick={onTake}>
          {t("editor.takeTheirs")}
        </Button>
        <Button variant="default" onClick={onKeep}>
          {t("editor.keepMine")}
        </Button>
      </div>
      {shown && <Differences id={id} from={base} to={now} />}
    </section>
  );
}
