/** Uploads made without a page, for stories that are about something else. */
import { expect } from "vitest";
import type { Person } from "./person.ts";

interface Begun {
  upload_id: string;
  chunk_size: number;
}

/** Reserves a name and sends the first chunks. */
export async function beginFile(who: Person, filename: string, content: Buffer, chunks = 0, chunk_size = 64 * 1024): Promise<string> {
  const headers = { Origin: who.url };
  const begun = await who.context.request.post("/api/v2/files/upload/init", { headers, data: { filename, file_size: content.length, chunk_size } });
  expect(begun.status(), await begun.text()).toBe(201);
  const { upload_id } = (await begun.json()) as Begun;
  for (let index = 0; index < chunks; index++) {
    const data = content.subarray(index * chunk_size, (index + 1) * chunk_size);
    const put = await who.context.request.put(`/api/v2/files/uploads/${upload_id}/chunks/${index}`, { headers, data });
    expect(put.status(), await put.text()).toBe(200);
  }
  return upload_id;
}

/** A file from beginning to end; gives the status of `complete`, which may refuse. */
export async function putFile(who: Person, filename: string, content: Buffer): Promise<number> {
  const upload_id = await beginFile(who, filename, content, Math.ceil(content.length / (64 * 1024)));
  const headers = { Origin: who.url };
  return (await who.context.request.post("/api/v2/files/upload/complete", { headers, data: { upload_id } })).status();
}

export async function cancelFile(who: Person, uploadId: string): Promise<void> {
  const reply = await who.context.request.delete(`/api/v2/files/uploads/${uploadId}`, { headers: { Origin: who.url } });
  expect(reply.status()).toBe(200);
}
