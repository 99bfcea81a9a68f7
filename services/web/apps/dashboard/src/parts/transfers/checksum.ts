/** Asks one worker for checksums; replies come back by number. */
import type { ChecksumAsk, ChecksumReply } from "./checksum.worker.ts";

/** The file could not be read: it was moved, deleted or changed since it was chosen. */
export class FileUnreadable extends Error {
  override readonly name = "FileUnreadable";
}

interface Waiting {
  resolve(crc32c: string): void;
  reject(error: Error): void;
}

export type Checksum = (chunk: Blob) => Promise<string>;

export function checksumInWorker(): Checksum {
  let worker: Worker | null = null;
  let asked = 0;
  const waiting = new Map<number, Waiting>();

  function start(): Worker {
    const started = new Worker(new URL("./checksum.worker.ts", import.meta.url), { type: "module", name: "checksum" });
    started.onmessage = (event: MessageEvent<ChecksumReply>) => {
      const reply = event.data;
      const waiter = waiting.get(reply.id);
      waiting.delete(reply.id);
      if ("crc32c" in reply) waiter?.resolve(reply.crc32c);
      else waiter?.reject(new FileUnreadable(reply.error));
    };
    started.onerror = () => {
      for (const waiter of waiting.values()) waiter.reject(new Error("The checksum worker stopped"));
      waiting.clear();
      worker = null;
    };
    return started;
  }

  return (chunk) =>
    new Promise((resolve, reject) => {
      worker ??= start();
      const id = ++asked;
      waiting.set(id, { resolve, reject });
      worker.postMessage({ id, chunk } satisfies ChecksumAsk);
    });
}
