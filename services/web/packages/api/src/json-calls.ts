/** Calls of routes that the generated client does not know yet: JSON in, JSON out. */
import { problemFrom } from "./problem.ts";
import type { Session } from "./session.ts";

export type Query = Readonly<Record<string, string | number | undefined>>;

export interface JsonCalls {
  get: <T>(path: string, query?: object, signal?: AbortSignal) => Promise<T>;
  send: <T>(method: "POST" | "PATCH" | "DELETE", path: string, body?: object) => Promise<T>;
}

export function jsonCalls(session: Session, origin: string): JsonCalls {
  async function call(path: string, init: RequestInit): Promise<unknown> {
    const response = await session.authorized(() => new Request(origin + path, init));
    if (!response.ok) throw await problemFrom(response);
    return response.json();
  }
  return {
    get: async <T>(path: string, query: object = {}, signal?: AbortSignal) =>
      (await call(path + queryText(query as Query), signal === undefined ? {} : { signal })) as T,
    send: async <T>(method: string, path: string, body?: object) => {
      const json = { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
      return (await call(path, body === undefined ? { method } : { method, ...json })) as T;
    },
  };
}

/** `?a=1&b=2` of what is set; "" when nothing is. */
export function queryText(query: Query): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== "") params.set(name, String(value));
  }
  const text = params.toString();
  return text === "" ? "" : `?${text}`;
}
