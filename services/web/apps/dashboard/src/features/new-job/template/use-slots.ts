/** How far the files of the inputs are: on their way in this tab, arrived, or begun and left. */
import type { UploadDetail } from "@hpc/api/wire.ts";
import { useQuery } from "@tanstack/react-query";
import { usePortal } from "../../../app/portal-context.ts";
import type { TransferView } from "../../../parts/transfers/transfer.ts";
import { useTransferViews } from "../../../parts/transfers/transfers-context.ts";
import type { ChosenFile } from "./draft.ts";
import { slotsQuery } from "./queries.ts";

export type Slot =
  | { state: "asking" | "arrived" | "gone" }
  /** In this tab; failed ones too. */
  | { state: "moving"; transfer: TransferView }
  /** Begun somewhere, and nobody sends it here. */
  | { state: "unfinished"; upload: UploadDetail };

export interface Slots {
  of: (key: string) => Slot | undefined;
  /** The files, with what has been learnt of them meanwhile. */
  files: Record<string, ChosenFile>;
}

export function useSlots(files: Readonly<Record<string, ChosenFile>>): Slots {
  const { api } = usePortal();
  const views = useTransferViews();
  const entries = Object.entries(files).map(([key, file]) => {
    const transfer = views.find(({ id, uploadId }) => id === file.transferId || (uploadId !== undefined && uploadId === file.uploadId));
    return { key, transfer, file: { ...file, uploadId: file.uploadId ?? transfer?.uploadId ?? null } };
  });
  const asked = entries.flatMap(({ transfer, file }) => (transfer === undefined && file.uploadId !== null ? [file.uploadId] : []));
  const told = useQuery({ ...slotsQuery(api, asked), enabled: asked.length > 0 }).data;
  const slots = new Map(
    entries.map(({ key, transfer, file: { uploadId } }): [string, Slot] => {
      if (transfer !== undefined) return [key, transfer.state.name === "completed" ? { state: "arrived" } : { state: "moving", transfer }];
      // A file that the server never heard of is lost with the tab that held it.
      if (uploadId === null) return [key, { state: "gone" }];
      const upload = told?.get(uploadId);
      return [key, upload === undefined ? { state: "asking" } : upload === null ? { state: "gone" } : slotOf(upload)];
    }),
  );
  return { of: (key) => slots.get(key), files: Object.fromEntries(entries.map(({ key, file }) => [key, file])) };
}

function slotOf(upload: UploadDetail): Slot {
  if (upload.status === "completed") return { state: "arrived" };
  return upload.status === "failed" || upload.status === "cancelled" ? { state: "gone" } : { state: "unfinished", upload };
}
