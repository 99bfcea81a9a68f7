/** A tab with transfers, its clock and its portal, for tests: no time passes but what is waited for. */
import { createPortalApi } from "@hpc/api/portal-api.ts";
import { MockPortal } from "@hpc/mock-api/mock-portal.ts";
import { crc32cHex } from "./crc32c.ts";
import { Gate } from "./gate.ts";
import { Transfers } from "./transfers.ts";

export const CHUNK = 1000;

export async function openTab(portal = portalWithSmallChunks()) {
  const send = portal.browser();
  const api = createPortalApi(async (request) => {
    // A network takes at least one turn of the event loop.
    await new Promise((resolve) => setTimeout(resolve));
    return send(request);
  }, "http://portal.test");
  await api.session.signIn("kim", "kim");
  const waits: { ms: number; cause: string }[] = [];
  const remembered = new Set<string>();
  let now = 1_000_000;
  let ids = 0;
  const transfers = new Transfers({
    calls: api.uploads,
    limits: () => api.uploads.limits(),
    checksum: async (chunk) => crc32cHex(new Uint8Array(await chunk.arrayBuffer())),
    gate: new Gate(),
    now: () => now,
    random: () => 0.5,
    newId: () => `id-${++ids}`,
    wait: async (ms, cause, signal) => {
      waits.push({ ms, cause });
      // One turn of the event loop, as a real wait would give others.
      await new Promise((resolve) => setTimeout(resolve));
      signal.throwIfAborted();
      now += ms;
    },
    remember: ({ uploadId = "" }) => remembered.add(uploadId),
    forget: (uploadId) => remembered.delete(uploadId),
    soon: (callback) => queueMicrotask(callback),
  });
  api.session.subscribe(() => {
    if (api.session.status() === "signed-out") transfers.sessionEnded();
    if (api.session.status() === "signed-in") transfers.sessionBegan();
  });
  return { portal, api, transfers, waits, remembered };
}

export function portalWithSmallChunks(): MockPortal {
  const portal = new MockPortal();
  portal.uploads.keepBytes = true;
  portal.uploads.limits = { ...portal.uploads.limits, min_chunk_bytes: 1, default_chunk_bytes: CHUNK };
  return portal;
}

export function fileOf(name: string, size: number): File {
  return new File([Uint8Array.from({ length: size }, (_, index) => (index * 31 + 7) & 0xff)], name);
}

/** What the portal put together, as one array. */
export function stored(portal: MockPortal, filename: string): number[] {
  const upload = [...portal.uploads.stored.values()].find(({ row }) => row.filename === filename);
  if (upload === undefined) return [];
  const indexes = [...upload.bytes.keys()].sort((a, b) => a - b);
  return indexes.flatMap((index) => [...(upload.bytes.get(index) ?? [])]);
}

export async function bytesOfFile(file: File): Promise<number[]> {
  return [...new Uint8Array(await file.arrayBuffer())];
}

export async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 2000; turn++) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  throw new Error("it never came to that");
}
