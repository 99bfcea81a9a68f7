import "@hpc/ui/styles/dialogs.ts";
import "@hpc/ui/styles/fields.ts";
import { Button, Group, Modal, Text, TextInput } from "@mantine/core";
import type { NodeAction, NodeRow } from "@hpc/api/nodes-wire.ts";
import { useDialog } from "@hpc/ui/use-dialog.ts";
import { useMutation } from "@tanstack/react-query";
import { type SyntheticEvent, useState } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { ActProblem } from "../../parts/acting/act-problem.tsx";
import { useActOnNodes } from "./use-act.ts";

interface ActDialogProps {
  action: NodeAction;
  rows: readonly Pick<NodeRow, "name">[];
  onClose: () => void;
}

const NAMED = 4;

/** Asks once, why: Slurm keeps the reason, and people read it. */
export default function ActDialog({ action, rows, onClose }: ActDialogProps) {
  const dialog = useDialog();
  const { t } = useTranslation("nodes");
  const { t: shared } = useTranslation("ui");
  const { act } = useActOnNodes();
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const names = rows.map(({ name }) => name);
  const doing = useMutation({ mutationFn: () => act(action, names, reason.trim()), onSuccess: onClose });
  const first = names.slice(0, NAMED).join(", ");
  const named = names.length > NAMED ? t("andMore", { names: first, count: names.length - NAMED }) : first;
  const restarts = action === "reboot";

  function submit(event: SyntheticEvent) {
    event.preventDefault();
    setMissing(reason.trim() === "");
    if (reason.trim() !== "") doing.mutate();
  }

  const title = t(restarts ? "rebootTitle" : "drainTitle", { count: names.length });
  return (
    <Modal opened onClose={onClose} title={title} size={460} {...dialog}>
      <form onSubmit={submit} noValidate>
        <Text style={{ overflowWrap: "anywhere" }}>{t(restarts ? "rebootText" : "drainText", { names: named })}</Text>
        <TextInput
          mt="md"
          data-autofocus
          label={t("reason")}
          description={t("reasonNote")}
          placeholder={t("reasonExample")}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          error={missing && reason.trim() === "" && t("reasonMissing")}
          maxLength={200}
          required
        />
        {doing.isError && <ActProblem error={doing.error} />}
        <Group justify="flex-end" mt="md" gap="xs">
          <Button variant="default" onClick={onClose}>
            {shared("cancel")}
          </Button>
          <Button type="submit" loading={doing.isPending}>
            {t(`action.${action}`)}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
