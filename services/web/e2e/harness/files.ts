/** Files to upload: the same bytes in every run, no two alike, nothing that a file system or a proxy could compress. */
import { createCipheriv, createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { basename, join } from "node:path";

export const MIB = 1024 * 1024;
const BLOCK = 4 * MIB;

export interface MadeFile {
  path: string;
  name: string;
  size: number;
  sha256: string;
}

/** Writes a file of pseudo-random bytes; the name decides which. */
export async function makeFile(folder: string, name: string, size: number): Promise<MadeFile> {
  const key = createHash("sha256").update(name).digest().subarray(0, 16);
  const stream = createCipheriv("aes-128-ctr", key, Buffer.alloc(16));
  const hash = createHash("sha256");
  const zeros = Buffer.alloc(Math.min(size, BLOCK));
  const path = join(folder, name);
  const file = await open(path, "w");
  for (let written = 0; written < size; written += BLOCK) {
    const block = stream.update(zeros.subarray(0, Math.min(BLOCK, size - written)));
    hash.update(block);
    await file.write(block);
  }
  await file.close();
  return { path, name: basename(path), size, sha256: hash.digest("hex") };
}

export async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const part of createReadStream(path)) hash.update(part as Buffer);
  return hash.digest("hex");
}
