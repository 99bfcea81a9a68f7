import "@hpc/ui/styles/dialogs.ts";
import "@hpc/ui/styles/forms.ts";
import { Modal } from "@mantine/core";
import type { MadeApiKey } from "@hpc/api/wire.ts";
import { useDialog } from "@hpc/ui/use-dialog.ts";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { KeyForm } from "./key-form.tsx";
import { MadeKey } from "./made-key.tsx";

interface KeyDialogProps {
  /** Scopes that may be given. */
  scopes: readonly string[];
  queryKey: readonly unknown[];
  /** The service account that gets the key; one's own without it. */
  user?: string;
  onClose: () => void;
}

/** Makes a key, and shows it: the only time that it can be seen, so that no stray click closes it. */
export default function KeyDialog({ scopes, queryKey, user, onClose }: KeyDialogProps) {
  const dialog = useDialog();
  const { t } = useTranslation("identity");
  const queries = useQueryClient();
  const [made, setMade] = useState<MadeApiKey | null>(null);

  function show(key: MadeApiKey) {
    setMade(key);
    void queries.invalidateQueries({ queryKey });
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={made === null ? t("keys.create") : t("keys.madeTitle")}
      size={560}
      closeOnClickOutside={false}
      closeOnEscape={made === null}
      withCloseButton={made === null}
      {...dialog}
    >
      {made === null ? (
        <KeyForm scopes={scopes} user={user} onMade={show} onClose={onClose} />
      ) : (
        <MadeKey made={made} onClose={onClose} />
      )}
    </Modal>
  );
}
