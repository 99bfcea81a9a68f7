import { describe, expect, it } from "vitest";
import { remembering } from "./conditional.ts";

/** A server whose lists are at some version. */
function server() {
  const state = { version: 1, language: "en", asked: [] as string[] };
  const fetch = remembering(
    (make) => {
      const request = make();
      const known = request.headers.get("If-None-Match");
      state.asked.push(`${new URL(request.url).pathname} ${known ?? "-"} ${request.headers.get("Accept-Language") ?? "-"}`);
      const etag = `W/"${state.version}"`;
      if (known === etag) return Promise.resolve(new Response(null, { status: 304, headers: { ETag: etag } }));
      return Promise.resolve(new Response(JSON.stringify({ version: state.version }), { headers: { ETag: etag } }));
    },
    () => state.language,
  );
  const get = async (path: string) => (await fetch(new Request(`http://portal.test${path}`))).json() as Promise<unknown>;
  return { state, get };
}

describe("a list that changes", () => {
  it("is answered from what is known when nothing is new", async () => {
    const { state, get } = server();
    expect(await get("/api/v2/jobs?user=me")).toEqual({ version: 1 });
    expect(await get("/api/v2/jobs?user=me")).toEqual({ version: 1 });
    state.version = 2;
    expect(await get("/api/v2/jobs?user=me")).toEqual({ version: 2 });
    expect(state.asked).toEqual(["/api/v2/jobs - en", '/api/v2/jobs W/"1" en', '/api/v2/jobs W/"1" en']);
  });

  it("is another one in another language or with another filter", async () => {
    const { state, get } = server();
    await get("/api/v2/jobs/7");
    state.language = "ko";
    await get("/api/v2/jobs/7");
    await get("/api/v2/jobs/8");
    expect(state.asked).toEqual(["/api/v2/jobs/7 - en", "/api/v2/jobs/7 - ko", "/api/v2/jobs/8 - ko"]);
  });

  it("leaves other routes alone", async () => {
    const { state, get } = server();
    await get("/api/v2/files/limits");
    await get("/api/v2/files/limits");
    expect(state.asked).toEqual(["/api/v2/files/limits - -", "/api/v2/files/limits - -"]);
  });
});
