/** A file on its way from where it was chosen to the editor. */
import type { QueryClient } from "@tanstack/react-query";

/** As large as a template may be. */
export const LARGEST_BYTES = 256 * 1024;

const KEY = ["template-opened"];

export function putOpened(queries: QueryClient, text: string): void {
  queries.setQueryDefaults(KEY, { gcTime: Infinity });
  queries.setQueryData(KEY, text);
}

/** Undefined after a reload: the browser does not hand out a file twice. */
export function openedText(queries: QueryClient): string | undefined {
  return queries.getQueryData<string>(KEY);
}
