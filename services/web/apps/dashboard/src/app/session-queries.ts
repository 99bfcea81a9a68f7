import type { PortalApi } from "@hpc/api/portal-api.ts";
import { queryOptions } from "@tanstack/react-query";

/** Who is signed in; null when nobody is. */
export const openingQuery = (api: PortalApi) =>
  queryOptions({
    queryKey: ["opening"],
    queryFn: async () => {
      const [info, signedIn] = await Promise.all([api.authInfo(), api.session.refresh()]);
      const open = !signedIn && info.open_mode;
      if (open) api.session.enterOpenMode();
      return signedIn || open ? { info, user: await api.currentUser() } : null;
    },
    staleTime: Infinity,
    retry: 1,
  });

export const healthQuery = (api: PortalApi) =>
  queryOptions({ queryKey: ["health"], queryFn: () => api.health(), refetchInterval: 30_000, retry: 0 });
