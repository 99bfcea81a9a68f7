import "@hpc/ui/styles/dialogs.ts";
import { Button, Group, Modal, Text } from "@mantine/core";
import { storedName } from "@hpc/api/uploads.ts";
import type { UploadRow } from "@hpc/api/wire.ts";
import { notify } from "@hpc/ui/notices.tsx";
import { useDialog } from "@hpc/ui/use-dialog.ts";
import { useFormat } from "@hpc/ui/use-format.ts";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../../app/portal-context.ts";
import { visibleName } from "@hpc/ui/name-text.ts";
import { removeUploads } from "../queries/remove-uploads.ts";
import { uploadsKey } from "../../../parts/transfers/queries.ts";

const NAMED = 3;

/** Asks once, and names what is lost. */
export default function RemoveDialog({ rows, onClose }: { rows: readonly UploadRow[]; onClose: (removed: boolean) => void }) {
  const dialog = useDialog();
  const { t } = useTranslation("uploads");
  const format = useFormat();
  const { api } = usePortal();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const deleting = rows.some(({ status }) => status === "completed");
  const lost = rows.reduce((sum, row) => sum + lostBytes(row), 0);
  const first = rows.slice(0, NAMED).map((row) => visibleName(storedName(row)));
  const listed = first.join(", ");
  const names = rows.length > NAMED ? t("confirm.more", { names: listed, count: rows.length - NAMED }) : listed;
  const size = format.bytes(lost);

  async function remove() {
    setBusy(true);
    const { removed, error } = await removeUploads(api, rows);
    if (error === null) notify("good", t("confirm.done", { count: removed }));
    else notify("bad", t("confirm.failed", { reason: error.message }));
    onClose(true);
    await queries.invalidateQueries({ queryKey: uploadsKey });
  }

  const title = deleting ? t("confirm.deleteTitle", { count: rows.length }) : t("confirm.cancelTitle", { count: rows.length });
  return (
    <Modal opened onClose={() => onClose(false)} title={title} size={460} {...dialog}>
      <Text style={{ overflowWrap: "anywhere" }}>
        {deleting ? t("confirm.deleteText", { names, size }) : t("confirm.cancelText", { names, size })}
      </Text>
      <Group justify="flex-end" mt="md" gap="xs">
        <Button variant="default" onClick={() => onClose(false)} data-autofocus>
          {t("confirm.keep")}
        </Button>
        <Button color="red" loading={busy} onClick={() => void remove()}>
          {deleting ? t("confirm.delete") : t("confirm.cancel")}
        </Button>
      </Group>
    </Modal>
  );
}

function lostBytes({ status, file_size, uploaded_chunks, chunk_size }: UploadRow): number {
  return status === "completed" ? file_size : Math.min(file_size, uploaded_chunks * chunk_size);
}
