/** A call of a route that the document describes. */
import type { Client } from "openapi-fetch";
import { problemFrom } from "./problem.ts";
import type { paths } from "./schema.gen.d.ts";

export type PortalClient = Client<paths>;

/** Unwraps a call: the body when 2xx, else an `ApiProblem`. */
export async function answer<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await call;
  if (response.ok && data !== undefined) return data;
  throw await problemFrom(new Response(JSON.stringify(error ?? {}), response));
}

export function during(signal: AbortSignal | undefined): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}
