import "@hpc/ui/styles/dialogs.ts";
import { Modal, TextInput, UnstyledButton } from "@mantine/core";
import type { TemplateInput } from "@hpc/api/template-job-wire.ts";
import { storedName } from "@hpc/api/uploads.ts";
import type { UploadRow } from "@hpc/api/wire.ts";
import { ErrorFace } from "@hpc/ui/faces/error-face.tsx";
import { LoadingFace } from "@hpc/ui/faces/loading-face.tsx";
import { FileName } from "@hpc/ui/file-name.tsx";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { TimeAgo } from "@hpc/ui/time-ago.tsx";
import { useDialog } from "@hpc/ui/use-dialog.ts";
import { useFormat } from "@hpc/ui/use-format.ts";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { usePortal } from "../../../app/portal-context.ts";
import type { ChosenFile } from "./draft.ts";
import { wrongFile } from "./files.ts";
import { finishedUploadsQuery } from "./finished-uploads.ts";
import classes from "./template-job.module.css";

const TYPING_MS = 250;

interface UploadsDialogProps {
  input: TemplateInput;
  onClose: () => void;
  onChoose: (file: ChosenFile) => void;
}

/** One's finished uploads; those that do not fit say why. */
export default function UploadsDialog({ input, onClose, onChoose }: UploadsDialogProps) {
  const dialog = useDialog();
  const { t } = useTranslation("templateJob");
  const { api, user } = usePortal();
  const [text, setText] = useState("");
  const [asked] = useDebouncedValue(text.trim(), TYPING_MS);
  const found = useQuery(finishedUploadsQuery(api, user.username, asked));
  const rows = [...(found.data?.uploads ?? [])].sort((one, other) => Number(fitsNot(input, one)) - Number(fitsNot(input, other)));
  return (
    <Modal opened onClose={onClose} title={t("pick.title", { name: input.name })} size={560} {...dialog}>
      <TextInput value={text} onChange={(event) => setText(event.currentTarget.value)} label={t("pick.search")} data-autofocus autoComplete="off" spellCheck={false} maxLength={200} />
      {found.isPending && <LoadingFace rows={5} />}
      {found.isError && found.data === undefined && <ErrorFace error={found.error} onRetry={() => void found.refetch()} />}
      {found.data !== undefined && rows.length === 0 && <p className={classes.dim}>{t(asked === "" ? "pick.none" : "pick.noneFound")}</p>}
      <ul className={classes.picks}>
        {rows.map((row) => (
          <li key={row.upload_id}>
            <Pick input={input} row={row} onChoose={onChoose} />
          </li>
        ))}
      </ul>
      {found.data?.next_cursor != null && <p className={classes.dim}>{t("pick.more")}</p>}
    </Modal>
  );
}

function Pick({ input, row, onChoose }: { input: TemplateInput; row: UploadRow; onChoose: (file: ChosenFile) => void }) {
  const { t } = useTranslation("templateJob");
  const format = useFormat();
  const wrong = wrongFile(input, row.filename, row.file_size);
  const why = wrong === undefined ? undefined : wrong.why === "extension" ? t("notTaken.extension", { allowed: input.extensions.join(", ") }) : t("notTaken.large", { limit: format.bytes(input.max_size ?? 0) });
  return (
    <UnstyledButton className={classes.pick} disabled={wrong !== undefined} onClick={() => onChoose({ name: row.filename, bytes: row.file_size, uploadId: row.upload_id, transferId: null })}>
      <FileName name={storedName(row)} />
      <span className={`${classes.pickFacts} tabular`}>
        {format.bytes(row.file_size)} · <TimeAgo time={row.completed_at ?? row.created_at} />
        {why !== undefined && <span className={classes.pickWhy}> · {why}</span>}
      </span>
    </UnstyledButton>
  );
}

function fitsNot(input: TemplateInput, { filename, file_size }: UploadRow): boolean {
  return wrongFile(input, filename, file_size) !== undefined;
}
