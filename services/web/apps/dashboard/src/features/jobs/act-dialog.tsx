import { Text } from "@mantine/core";
import type { JobAction, JobRow } from "@hpc/api/cluster-wire.ts";
import { useFormat } from "@hpc/ui/use-format.ts";
import { useState } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { AskDialog } from "./ask-dialog.tsx";
import { lossOf } from "./job-actions.ts";
import { useAct } from "./use-act.ts";

interface ActDialogProps {
  action: JobAction;
  rows: readonly JobRow[];
  onClose: () => void;
}

const NAMED = 3;

/** Asks once, and says what will be lost. */
export default function ActDialog({ action, rows, onClose }: ActDialogProps) {
  const { t } = useTranslation("jobs");
  const format = useFormat();
  const { act } = useAct();
  // What is lost when the question is asked; it does not count on while one reads.
  const [{ running, waiting, cpuSeconds }] = useState(() => lossOf(rows, Date.now()));
  const requeue = action === "requeue";
  const names = rows.slice(0, NAMED).map(({ id, name }) => `${id} (${name})`).join(", ");
  const hours = format.count(Math.ceil(cpuSeconds / 3600));
  return (
    <AskDialog
      title={t(requeue ? "confirm.requeueTitle" : "confirm.cancelTitle", { count: rows.length })}
      confirm={requeue ? t("action.requeue") : t("confirm.cancel", { count: rows.length })}
      loses
      act={() => act(action, rows)}
      onClose={onClose}
    >
      <Text fw={500} style={{ overflowWrap: "anywhere" }}>
        {rows.length > NAMED ? t("confirm.andMore", { names, count: rows.length - NAMED }) : names}
      </Text>
      {running > 0 && <Text mt={6}>{t(requeue ? "confirm.runningAgain" : "confirm.running", { count: running, hours })}</Text>}
      {waiting > 0 && <Text mt={6}>{t("confirm.waiting", { count: waiting })}</Text>}
    </AskDialog>
  );
}
