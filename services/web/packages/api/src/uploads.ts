/** The calls of the upload routes (docs/API.md, "Uploads"). */
import { answer, during, type PortalClient } from "./call.ts";
import { problemFrom } from "./problem.ts";
import type { Session } from "./session.ts";
import type * as wire from "./wire.ts";

/** The server takes at most this many names in one classify call. */
const CLASSIFY_BATCH = 1000;

export interface ChunkRequest {
  uploadId: string;
  index: number;
  body: Blob;
  crc32c: string;
  signal: AbortSignal;
}

export interface UploadCalls {
  limits(): Promise<wire.UploadLimits>;
  classify(filenames: string[], signal?: AbortSignal): Promise<wire.ClassifiedFile[]>;
  init(body: wire.InitRequest, idempotencyKey: string, signal: AbortSignal): Promise<wire.InitReply>;
  putChunk(chunk: ChunkRequest): Promise<wire.ChunkReply>;
  complete(uploadId: string, signal: AbortSignal): Promise<wire.CompleteReply>;
  list(query: wire.UploadQuery, signal?: AbortSignal): Promise<wire.UploadList>;
  show(uploadId: string, signal?: AbortSignal): Promise<wire.UploadDetail>;
  cancel(uploadId: string, signal?: AbortSignal): Promise<void>;
}

export function uploadCalls(client: PortalClient, session: Session, origin: string): UploadCalls {
  return {
    limits: () => answer(client.GET("/api/v2/files/limits")),

    async classify(filenames, signal) {
      const files: wire.ClassifiedFile[] = [];
      for (let from = 0; from < filenames.length; from += CLASSIFY_BATCH) {
        const body = { filenames: filenames.slice(from, from + CLASSIFY_BATCH) };
        files.push(...(await answer(client.POST("/api/v2/files/classify", { body, ...during(signal) }))).files);
      }
      return files;
    },

    init: (body, idempotencyKey, signal) =>
      answer(
        client.POST("/api/v2/files/upload/init", {
          body,
          params: { header: { "Idempotency-Key": idempotencyKey } },
          signal,
        }),
      ),

    async putChunk({ uploadId, index, body, crc32c, signal }) {
      const url = `${origin}/api/v2/files/uploads/${encodeURIComponent(uploadId)}/chunks/${index}`;
      const headers = { "Content-Type": "application/octet-stream", "X-Checksum-CRC32C": crc32c };
      const response = await session.authorized(() => new Request(url, { method: "PUT", headers, body, signal }));
      if (!response.ok) throw await problemFrom(response);
      return (await response.json()) as wire.ChunkReply;
    },

    complete: (upload_id, signal) => answer(client.POST("/api/v2/files/upload/complete", { body: { upload_id }, signal })),

    list: (query, signal) => answer(client.GET("/api/v2/files/uploads", { params: { query }, ...during(signal) })),

    show: (id, signal) =>
      // The client's types forget how long a pair is.
      answer(client.GET("/api/v2/files/uploads/{id}", { params: { path: { id } }, ...during(signal) })) as Promise<wire.UploadDetail>,

    async cancel(id, signal) {
      await answer(client.DELETE("/api/v2/files/uploads/{id}", { params: { path: { id } }, ...during(signal) }));
    },
  };
}

/** The name under which a file stands: `name (2).ext` when its own was taken. `filename` stays what was asked for. */
export function storedName({ filename, file_path }: Pick<wire.UploadRow, "filename" | "file_path">): string {
  return file_path?.split("/").at(-1) ?? filename;
}
