/** What every page may use: the API, the shared socket, and who is signed in. */
import type { PortalApi } from "@hpc/api/portal-api.ts";
import type { PortalSocket } from "@hpc/api/socket.ts";
import type { AuthInfo, User } from "@hpc/api/wire.ts";
import { createContext, use } from "react";

export interface Portal {
  api: PortalApi;
  socket: PortalSocket;
  user: User;
  info: AuthInfo;
}

export const PortalContext = createContext<Portal | null>(null);

export function usePortal(): Portal {
  const portal = use(PortalContext);
  if (portal === null) throw new Error("outside of the portal");
  return portal;
}
