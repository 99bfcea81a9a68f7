import type { PortalApi } from "@hpc/api/portal-api.ts";
import { ApiProblem } from "@hpc/api/problem.ts";
import type { UploadRow } from "@hpc/api/wire.ts";
import { forgetFile } from "../../../parts/transfers/remembered-files.ts";

/** One after the other, waiting when the server's limit (50 a minute) asks for it. What failed does not stop the rest. */
export async function removeUploads(api: PortalApi, rows: readonly UploadRow[]): Promise<{ removed: number; error: Error | null }> {
  let removed = 0;
  let failure: Error | null = null;
  for (const { upload_id } of rows) {
    try {
      await removeOne(api, upload_id);
      removed += 1;
    } catch (error) {
      failure = error instanceof Error ? error : new Error("unknown");
    }
  }
  return { removed, error: failure };
}

async function removeOne(api: PortalApi, uploadId: string): Promise<void> {
  for (;;) {
    try {
      await api.uploads.cancel(uploadId);
      await forgetFile(uploadId);
      return;
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.status !== 429 || error.retryAfterMs === undefined) throw error;
      const { retryAfterMs } = error;
      await new Promise((resolve) => setTimeout(resolve, retryAfterMs));
    }
  }
}
