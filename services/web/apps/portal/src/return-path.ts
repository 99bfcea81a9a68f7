/** Where one was going, kept while single sign-on leads over other pages: a failure comes back without it. */
import { safeNext } from "@hpc/api/next.ts";

const STORED_AS = "hpc-portal-next";

/** What the address says; else, after a failure, what was kept. */
export function takeReturnPath(search: string, failed: boolean, open: () => Pick<Storage, "getItem" | "setItem" | "removeItem">): string | null {
  const asked = safeNext(new URLSearchParams(search).get("next"));
  try {
    const storage = open();
    const kept = failed ? safeNext(storage.getItem(STORED_AS)) : null;
    const next = asked ?? kept;
    if (next === null) storage.removeItem(STORED_AS);
    else storage.setItem(STORED_AS, next);
    return next;
  } catch {
    // Storage may be closed to us.
    return asked;
  }
}
