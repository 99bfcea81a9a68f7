import "@hpc/ui/styles/dialogs.ts";
import { Button, Group, Modal, Text } from "@mantine/core";
import { useDialog } from "@hpc/ui/use-dialog.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";

interface LeaveDialogProps {
  transfers: number | null;
  onClose: () => void;
  onConfirm: () => void;
}

/** Asked before a sign-out that would interrupt transfers. `transfers` is null while there is nothing to ask. */
export default function LeaveDialog({ transfers, onClose, onConfirm }: LeaveDialogProps) {
  const dialog = useDialog();
  const { t } = useTranslation("shell");
  const { t: shared } = useTranslation("ui");
  return (
    <Modal opened={transfers !== null} onClose={onClose} title={t("leave.title")} size={440} {...dialog}>
      <Text>{t("leave.text", { count: transfers ?? 0 })}</Text>
      <Group justify="flex-end" mt="md" gap="xs">
        <Button variant="default" onClick={onClose}>
          {shared("cancel")}
        </Button>
        <Button color="red" onClick={onConfirm} data-autofocus>
          {t("leave.confirm")}
        </Button>
      </Group>
    </Modal>
  );
}
