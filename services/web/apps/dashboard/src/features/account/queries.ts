import type { PortalApi } from "@hpc/api/portal-api.ts";
import { queryOptions } from "@tanstack/react-query";

/** Sessions and keys come and go elsewhere too. */
const POLL_MS = 30_000;

export const sessionsQuery = (api: PortalApi) =>
  queryOptions({ queryKey: ["account", "sessions"], queryFn: ({ signal }) => api.account.sessions(signal), refetchInterval: POLL_MS });

export const keysQuery = (api: PortalApi) =>
  queryOptions({ queryKey: ["account", "keys"], queryFn: ({ signal }) => api.account.keys({}, signal), refetchInterval: POLL_MS });
