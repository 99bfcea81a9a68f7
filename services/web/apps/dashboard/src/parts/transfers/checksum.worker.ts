/** Reads a chunk and computes its checksum away from the page's thread. */
import { crc32cHex } from "./crc32c.ts";

export interface ChecksumAsk {
  id: number;
  chunk: Blob;
}

export type ChecksumReply = { id: number; crc32c: string } | { id: number; error: string };

self.onmessage = (event: MessageEvent<ChecksumAsk>) => {
  const { id, chunk } = event.data;
  chunk.arrayBuffer().then(
    (bytes) => self.postMessage({ id, crc32c: crc32cHex(new Uint8Array(bytes)) } satisfies ChecksumReply),
    (error: unknown) => self.postMessage({ id, error: String(error) } satisfies ChecksumReply),
  );
};
