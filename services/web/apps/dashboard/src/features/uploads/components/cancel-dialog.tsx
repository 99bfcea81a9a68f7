import "@hpc/ui/styles/dialogs.ts";
import { Button, Group, Modal, Text } from "@mantine/core";
import { visibleName } from "@hpc/ui/name-text.ts";
import { useDialog } from "@hpc/ui/use-dialog.ts";
import { useFormat } from "@hpc/ui/use-format.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import type { TransferView } from "../../../parts/transfers/transfer.ts";

interface CancelDialogProps {
  transfer: TransferView;
  onClose: () => void;
  onConfirm: () => void;
}

/** Asked when something has arrived already that a cancel would throw away. */
export default function CancelDialog({ transfer, onClose, onConfirm }: CancelDialogProps) {
  const dialog = useDialog();
  const { t } = useTranslation("uploads");
  const format = useFormat();
  return (
    <Modal opened onClose={onClose} title={t("confirm.cancelTitle", { count: 1 })} size={460} {...dialog}>
      <Text style={{ overflowWrap: "anywhere" }}>
        {t("confirm.cancelText", { names: visibleName(transfer.filename), size: format.bytes(transfer.confirmedBytes) })}
      </Text>
      <Group justify="flex-end" mt="md" gap="xs">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t("confirm.keep")}
        </Button>
        <Button color="red" onClick={onConfirm}>
          {t("confirm.cancel")}
        </Button>
      </Group>
    </Modal>
  );
}
