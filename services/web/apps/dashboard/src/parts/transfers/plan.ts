/** How a file is cut into chunks, and which of them are still to be sent. */
import type { UploadLimits } from "@hpc/api/wire.ts";

export const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

/** Above this count, bookkeeping on both sides and the limit of 2000 chunks a minute begin to hurt. */
const CHUNKS_AIMED_AT = 2048;

export interface ChunkPlan {
  fileSize: number;
  chunkSize: number;
  totalChunks: number;
}

/**
 * Bytes of one chunk: the server's default up to 1 GiB; above it a power of two of at least 8 MiB that keeps the file
 * within about two thousand chunks; always within the server's limits.
 */
export function chooseChunkSize(fileSize: number, limits: UploadLimits): number {
  const clip = (bytes: number) => Math.min(limits.max_chunk_bytes, Math.max(limits.min_chunk_bytes, bytes));
  if (fileSize <= GIB) return clip(limits.default_chunk_bytes);
  return clip(Math.max(8 * MIB, 2 ** Math.ceil(Math.log2(fileSize / CHUNKS_AIMED_AT))));
}

export function planChunks(fileSize: number, chunkSize: number): ChunkPlan {
  return { fileSize, chunkSize, totalChunks: Math.ceil(fileSize / chunkSize) };
}

/** First byte and the byte after the last one of a chunk. */
export function chunkSpan(plan: ChunkPlan, index: number): { from: number; to: number } {
  const from = index * plan.chunkSize;
  return { from, to: Math.min(from + plan.chunkSize, plan.fileSize) };
}

export function chunkBytes(plan: ChunkPlan, index: number): number {
  const { from, to } = chunkSpan(plan, index);
  return Math.max(0, to - from);
}

/** The indexes that inclusive `[first, last]` ranges name, ascending and within the plan. */
export function indexesOf(ranges: readonly (readonly number[])[], plan: ChunkPlan): number[] {
  const indexes: number[] = [];
  for (const [first = 0, last = -1] of ranges) {
    for (let index = Math.max(0, first); index <= Math.min(last, plan.totalChunks - 1); index++) indexes.push(index);
  }
  return indexes;
}

export function bytesOf(indexes: Iterable<number>, plan: ChunkPlan): number {
  let bytes = 0;
  for (const index of indexes) bytes += chunkBytes(plan, index);
  return bytes;
}
