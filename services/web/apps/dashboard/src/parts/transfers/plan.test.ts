import { describe, expect, it } from "vitest";
import { bytesOf, chooseChunkSize, chunkBytes, chunkSpan, indexesOf, MIB, planChunks } from "./plan.ts";

const limits = {
  max_file_bytes: 2 ** 50,
  min_chunk_bytes: 256 * 1024,
  max_chunk_bytes: 64 * MIB,
  default_chunk_bytes: 5 * MIB,
  max_open_uploads: 100,
  max_open_bytes: 2 ** 50,
  idle_days: 7,
};

describe("the chunk size", () => {
  it("is the server's default up to 1 GiB", () => {
    expect(chooseChunkSize(1, limits)).toBe(5 * MIB);
    expect(chooseChunkSize(1024 * MIB, limits)).toBe(5 * MIB);
  });

  it("grows with the file so that few thousand chunks remain", () => {
    expect(chooseChunkSize(1024 * MIB + 1, limits)).toBe(8 * MIB);
    for (const gib of [2, 10, 17, 50, 100, 120]) {
      const size = gib * 1024 * MIB;
      expect(planChunks(size, chooseChunkSize(size, limits)).totalChunks).toBeLessThanOrEqual(2048);
    }
  });

  it("stays within the server's limits", () => {
    expect(chooseChunkSize(2 ** 45, limits)).toBe(64 * MIB);
    expect(chooseChunkSize(10, { ...limits, default_chunk_bytes: 1024 })).toBe(256 * 1024);
    expect(chooseChunkSize(2 ** 33, { ...limits, max_chunk_bytes: 6 * MIB })).toBe(6 * MIB);
  });
});

describe("a plan", () => {
  it("covers each byte once, the last chunk taking the rest", () => {
    const plan = planChunks(23, 5);
    expect(plan.totalChunks).toBe(5);
    const spans = [0, 1, 2, 3, 4].map((index) => chunkSpan(plan, index));
    expect(spans.map(({ from }) => from)).toEqual([0, 5, 10, 15, 20]);
    expect(spans.at(-1)).toEqual({ from: 20, to: 23 });
    expect(bytesOf([0, 1, 2, 3, 4], plan)).toBe(23);
    expect(chunkBytes(plan, 4)).toBe(3);
  });

  it("has no short last chunk when the size divides evenly", () => {
    const plan = planChunks(20, 5);
    expect(plan.totalChunks).toBe(4);
    expect(chunkBytes(plan, 3)).toBe(5);
  });

  it("turns inclusive ranges into indexes and ignores what lies outside", () => {
    const plan = planChunks(23, 5);
    expect(indexesOf([[0, 1], [4, 4]], plan)).toEqual([0, 1, 4]);
    expect(indexesOf([[3, 99]], plan)).toEqual([3, 4]);
    expect(indexesOf([], plan)).toEqual([]);
  });
});
