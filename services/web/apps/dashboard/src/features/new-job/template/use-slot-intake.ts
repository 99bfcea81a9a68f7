/** Takes a file for an input in: looked at here, then by the server, then sent; what was begun of it before is continued. */
import type { TemplateInput } from "@hpc/api/template-job-wire.ts";
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { usePortal } from "../../../app/portal-context.ts";
import type { PickedFile } from "../../../parts/transfers/intake.ts";
import { limitsQuery, unfinishedQuery } from "../../../parts/transfers/queries.ts";
import { rememberedFiles } from "../../../parts/transfers/remembered-files.ts";
import type { Refusal } from "../../../parts/transfers/transfer.ts";
import { useTransfers } from "../../../parts/transfers/transfers-context.ts";
import type { ChosenFile } from "./draft.ts";
import { type FileWrong, wrongFile } from "./files.ts";

/** Why a file was not taken. */
export type NotTaken = { name: string } & ({ wrong: FileWrong } | { refusal: Refusal } | { error: unknown } | { count: number });

export interface SlotIntake {
  busy: boolean;
  notTaken: NotTaken | null;
  take: (picked: readonly PickedFile[]) => Promise<void>;
  forget: () => void;
}

export function useSlotIntake(input: TemplateInput, onTaken: (file: ChosenFile) => void): SlotIntake {
  const { api, user } = usePortal();
  const queries = useQueryClient();
  const transfers = useTransfers();
  const [busy, setBusy] = useState(false);
  const [notTaken, setNotTaken] = useState<NotTaken | null>(null);
  const latest = useRef(0);

  async function judged(picked: PickedFile, name: string): Promise<NotTaken | ChosenFile> {
    const [{ judgeFiles }, limits, classified, unfinished, remembered] = await Promise.all([
      import("../../../parts/transfers/intake.ts"),
      queries.query({ ...limitsQuery(api), staleTime: "static" }),
      api.uploads.classify([name]),
      queries.query({ ...unfinishedQuery(api, user.username, true), staleTime: 5000 }),
      rememberedFiles(),
    ]);
    const [candidate] = judgeFiles([picked], [name], { limits, classified, unfinished, remembered });
    if (candidate?.refusal !== undefined) return { name, refusal: candidate.refusal };
    const { file, handle } = picked;
    const before = candidate?.resume?.changedSince === false ? candidate.resume.row : undefined;
    const [transferId = null] = transfers.add([{ file, filename: before?.filename ?? name, kind: candidate?.kind, handle, uploadId: before?.upload_id }]);
    return { name, bytes: file.size, uploadId: before?.upload_id ?? null, transferId };
  }

  async function take(picked: readonly PickedFile[]) {
    const [first] = picked;
    if (first === undefined) return;
    const { name, size } = first.file;
    const wrong = picked.length > 1 ? undefined : wrongFile(input, name, size);
    setNotTaken(picked.length > 1 ? { name, count: picked.length } : wrong === undefined ? null : { name, wrong });
    if (picked.length > 1 || wrong !== undefined) return;
    const turn = ++latest.current;
    setBusy(true);
    const outcome = await judged(first, name).catch((error: unknown): NotTaken => ({ name, error }));
    if (turn !== latest.current) return;
    setBusy(false);
    if ("transferId" in outcome) onTaken(outcome);
    else setNotTaken(outcome);
  }

  return { busy, notTaken, take, forget: () => setNotTaken(null) };
}
