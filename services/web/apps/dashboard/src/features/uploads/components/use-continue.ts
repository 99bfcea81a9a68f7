/** Continues an unfinished upload: with the kept handle in one click, else with the file chosen again. */
import type { UploadRow } from "@hpc/api/wire.ts";
import { notify } from "@hpc/ui/notices.tsx";
import { useFormat } from "@hpc/ui/use-format.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { fileOfHandle, pickWithHandles } from "../../../parts/transfers/pick-files.ts";
import type { RememberedFile } from "../../../parts/transfers/remembered-files.ts";
import { useTransfers } from "../../../parts/transfers/transfers-context.ts";

export interface Continue {
  withHandle: (row: UploadRow, remembered: RememberedFile | undefined) => Promise<void>;
  withFile: (row: UploadRow, file: File, handle?: FileSystemFileHandle) => void;
}

/** `choose` opens a file input where the browser has no picker that gives handles. */
export function useContinue(choose: (row: UploadRow) => void): Continue {
  const { t } = useTranslation("uploads");
  const format = useFormat();
  const transfers = useTransfers();

  function withFile(row: UploadRow, file: File, handle?: FileSystemFileHandle) {
    if (file.size !== row.file_size) {
      notify("bad", t("unfinished.wrong", { name: row.filename, size: format.bytes(row.file_size) }));
      return;
    }
    transfers.add([{ file, filename: row.filename, kind: row.file_type, uploadId: row.upload_id, handle }]);
  }

  async function withHandle(row: UploadRow, remembered: RememberedFile | undefined) {
    if (remembered?.handle !== undefined) {
      const file = await fileOfHandle(remembered.handle);
      if (file !== null && file.lastModified === remembered.lastModified) {
        withFile(row, file, remembered.handle);
        return;
      }
      notify("bad", t("unfinished.gone"));
      return;
    }
    const picked = await pickWithHandles();
    if (picked === null) {
      choose(row);
      return;
    }
    const [first] = picked;
    if (first !== undefined) withFile(row, first.file, first.handle);
  }

  return { withHandle, withFile };
}
