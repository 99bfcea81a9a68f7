import "@hpc/ui/styles/dialogs.ts";
import { Button, Group, Modal } from "@mantine/core";
import { useDialog } from "@hpc/ui/use-dialog.ts";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { ActProblem } from "../../parts/acting/act-problem.tsx";

interface AskDialogProps {
  title: string;
  confirm: string;
  /** Red, where something is lost. */
  loses?: boolean;
  /** Undefined: nothing sensible was filled in yet. */
  act: (() => Promise<void>) | undefined;
  onClose: () => void;
  children: ReactNode;
}

/** Asks before something is done to jobs; stays open with what was wrong when it fails. */
export function AskDialog({ title, confirm, loses = false, act, onClose, children }: AskDialogProps) {
  const dialog = useDialog();
  const { t } = useTranslation("jobs");
  const doing = useMutation({ mutationFn: () => act?.() ?? Promise.resolve(), onSuccess: onClose });
  return (
    <Modal opened onClose={onClose} title={title} size={480} {...dialog}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (act !== undefined) doing.mutate();
        }}
      >
        {children}
        {doing.isError && <ActProblem error={doing.error} />}
        <Group justify="flex-end" mt="md" gap="xs">
          <Button variant="default" onClick={onClose} data-autofocus={loses || undefined}>
            {t("confirm.keep")}
          </Button>
          <Button type="submit" {...(loses && { color: "red" })} disabled={act === undefined} loading={doing.isPending}>
            {confirm}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
