import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { usePortal } from "./portal-context.ts";
import { openingQuery } from "./session-queries.ts";

/**
 * All tabs share the cookies: when somebody else signs in, in this tab or another, this one starts from a clean page.
 *
 * The same person may have other permissions now.
 */
export function useSamePerson(): void {
  const { api, user } = usePortal();
  const queries = useQueryClient();
  const id = useSyncExternalStore(api.session.subscribe, api.session.id);
  const known = useRef(id);
  useEffect(() => {
    if (id === null || id === known.current) return;
    known.current = id;
    void api.currentUser().then(
      (now) => {
        if (now.username !== user.username) window.location.reload();
        else queries.setQueryData(openingQuery(api).queryKey, (opening) => opening && { ...opening, user: now });
      },
      () => undefined,
    );
  }, [api, queries, id, user]);
}
