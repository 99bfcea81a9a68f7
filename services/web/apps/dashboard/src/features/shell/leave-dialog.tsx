import "@hpc/ui/styles/dialogs.ts";
import { Button, Group, Modal, Text } from "@mantine/core";
import { useCloseButton } from "@hpc/ui/use-close-button.ts";
import { useTranslation } from "react-i18next";

interface LeaveDialogProps {
  transfers: number | null;
  onClose: () => void;
  onConfirm: () => void;
}

/** Asked before a sign-out that would interrupt transfers. `transfers` is null while there is nothing to ask. */
export default function LeaveDialog({ transfers, onClose, onConfirm }: LeaveDialogProps) {
  const closeButton = useCloseButton();
  const { t } = useTranslation("shell");
  const { t: shared } = useTranslation("ui");
  return (
    <Modal opened={transfers !== null} onClose={onClose} title={t("leave.title")} size={440} {...closeButton}>
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
