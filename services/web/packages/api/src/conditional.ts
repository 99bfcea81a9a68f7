/**
 * Reads of what changes all the time: asked with the version that is known, so that "nothing new" costs a header, and in the
 * language of the page, because answers carry words.
 */

/** Answers kept for the next question; a page has a handful of them. */
const KEPT = 24;
const LIVE = /^\/api\/v2\/(jobs|nodes|partitions|qos|reservations|accounts|cluster|words)(\/|$)/;

interface Known {
  etag: string;
  body: string;
}

/** Sends a request that is made anew each time it has to be sent again. */
export type Send = (make: () => Request) => Promise<Response>;

/** A `fetch` that answers 304 itself, from what it kept. Other routes go through untouched. */
export function remembering(send: Send, language: () => string): (request: Request) => Promise<Response> {
  const kept = new Map<string, Known>();
  return async (request) => {
    const { pathname, search } = new URL(request.url);
    if (!LIVE.test(pathname)) return send(() => request.clone());
    request.headers.set("Accept-Language", language());
    if (request.method !== "GET") return send(() => request.clone());
    const key = `${language()} ${pathname}${search}`;
    const known = kept.get(key);
    if (known !== undefined) request.headers.set("If-None-Match", known.etag);
    const response = await send(() => request.clone());
    if (response.status === 304 && known !== undefined) return replayed(known, response);
    const etag = response.headers.get("ETag");
    if (!response.ok || etag === null) return response;
    const body = await response.text();
    kept.delete(key);
    kept.set(key, { etag, body });
    for (const oldest of kept.keys()) {
      if (kept.size <= KEPT) break;
      kept.delete(oldest);
    }
    return new Response(body, response);
  };
}

function replayed({ body }: Known, { headers }: Response): Response {
  const more = new Headers(headers);
  more.set("Content-Type", "application/json");
  return new Response(body, { status: 200, headers: more });
}

/** As the page is read; English where there is none. */
export function languageOfPage(): string {
  return (globalThis as { document?: Document }).document?.documentElement.lang ?? "en";
}
