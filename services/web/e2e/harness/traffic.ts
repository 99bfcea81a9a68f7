/** What a page says to the portal and hears from it. */
import type { Page, Request } from "playwright-core";

export interface Progress {
  upload_id: string;
  received_bytes: number;
  uploaded_chunks: number;
}

export class Traffic {
  readonly #requests: { method: string; path: string; request: Request }[] = [];
  readonly #frames: { type?: string; data?: unknown }[] = [];

  constructor(page: Page) {
    page.on("request", (request) => {
      this.#requests.push({ method: request.method(), path: new URL(request.url()).pathname, request });
    });
    page.on("websocket", (socket) => {
      socket.on("framereceived", ({ payload }) => {
        this.#frames.push(JSON.parse(String(payload)) as { type?: string });
      });
    });
  }

  /** Forgets everything heard so far. */
  clear(): void {
    this.#requests.length = 0;
    this.#frames.length = 0;
  }

  count(method: string, path: RegExp): number {
    return this.#requests.filter((each) => each.method === method && path.test(each.path)).length;
  }

  /** Chunk indexes that were answered 200, in the order of sending. */
  async chunksTaken(): Promise<number[]> {
    const puts = this.#requests.filter(({ method, path }) => method === "PUT" && path.includes("/chunks/"));
    const taken: number[] = [];
    for (const { path, request } of puts) {
      const response = await request.response().catch(() => null);
      if (response?.status() === 200) taken.push(Number(path.split("/").at(-1)));
    }
    return taken;
  }

  progress(): Progress[] {
    return this.#frames.filter(({ type }) => type === "upload_progress").map(({ data }) => data as Progress);
  }

  heard(type: string): number {
    return this.#frames.filter((frame) => frame.type === type).length;
  }
}

export const SHOW_ONE = /^\/api\/v2\/files\/uploads\/[0-9a-f]+$/;
export const LIST = /^\/api\/v2\/files\/uploads$/;
export const CHUNK = /\/chunks\/\d+$/;
export const INIT = /\/upload\/init$/;

/** Counts the bytes of all answers' bodies as they came over the wire, compressed. */
export async function weigh(page: Page): Promise<() => number> {
  let bytes = 0;
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Network.enable");
  devtools.on("Network.dataReceived", ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  return () => bytes;
}
