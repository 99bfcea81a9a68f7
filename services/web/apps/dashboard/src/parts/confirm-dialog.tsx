import "@hpc/ui/styles/dialogs.ts";
import "@hpc/ui/styles/fields.ts";
import { Button, Group, Modal, Text } from "@mantine/core";
import { useDialog } from "@hpc/ui/use-dialog.ts";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { ProblemAlert } from "./problem-alert.tsx";

export interface ConfirmDialogProps {
  title: string;
  /** What is lost, and what is not. */
  text: string;
  confirm: string;
  /** Does it; the dialog stays open with what was wrong when it fails. */
  act: () => Promise<void>;
  onClose: () => void;
}

/** Asked once before what cannot be taken back. */
export default function ConfirmDialog({ title, text, confirm, act, onClose }: ConfirmDialogProps) {
  const dialog = useDialog();
  const { t } = useTranslation("ui");
  const doing = useMutation({ mutationFn: act, onSuccess: onClose });
  return (
    <Modal opened onClose={onClose} title={title} size={460} {...dialog}>
      <Text style={{ overflowWrap: "anywhere" }}>{text}</Text>
      {doing.isError && <ProblemAlert error={doing.error} />}
      <Group justify="flex-end" mt="md" gap="xs">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t("cancel")}
        </Button>
        <Button color="red" loading={doing.isPending} onClick={() => doing.mutate()}>
          {confirm}
        </Button>
      </Group>
    </Modal>
  );
}
