import type { PortalApi } from "@hpc/api/portal-api.ts";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { auditQueryOf, type AuditSearch } from "./audit-search.ts";
import { usersQueryOf, type UsersSearch } from "./users-search.ts";

/** Others administer too. */
const POLL_MS = 30_000;
const NEWS_POLL_MS = 20_000;
/** More news than this are not counted. */
export const MOST_NEWS = 100;

export const usersQuery = (api: PortalApi, search: UsersSearch) =>
  queryOptions({
    queryKey: ["admin", "users", usersQueryOf(search)],
    queryFn: ({ signal }) => api.admin.accounts(usersQueryOf(search), signal),
    placeholderData: keepPreviousData,
    refetchInterval: POLL_MS,
  });

export const userQuery = (api: PortalApi, name: string) =>
  queryOptions({ queryKey: ["admin", "user", name], queryFn: ({ signal }) => api.admin.account(name, signal) });

export const userSessionsQuery = (api: PortalApi, name: string) =>
  queryOptions({
    queryKey: ["admin", "user", name, "sessions"],
    queryFn: ({ signal }) => api.admin.sessions(name, signal),
    refetchInterval: POLL_MS,
  });

export const userKeysQuery = (api: PortalApi, name: string) =>
  queryOptions({
    queryKey: ["admin", "user", name, "keys"],
    queryFn: ({ signal }) => api.account.keys({ user: name }, signal),
    refetchInterval: POLL_MS,
  });

export const groupsQuery = (api: PortalApi) =>
  queryOptions({ queryKey: ["admin", "groups"], queryFn: ({ signal }) => api.admin.groups(signal), staleTime: 5 * 60_000 });

/** Rows stay where they are until somebody asks for newer ones: a log that moves cannot be read. */
export const auditQuery = (api: PortalApi, search: AuditSearch) =>
  queryOptions({
    queryKey: ["admin", "audit", { ...search, show: undefined }],
    queryFn: ({ signal }) => api.admin.audit(auditQueryOf(search, Date.now()), signal),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });

/** The newest rows of the same filter, of which only the number is told. */
export const auditNewsQuery = (api: PortalApi, search: AuditSearch) =>
  queryOptions({
    queryKey: ["admin", "audit-news", { ...search, show: undefined, cursor: undefined, page: undefined }],
    queryFn: ({ signal }) => api.admin.audit({ ...auditQueryOf(search, Date.now()), cursor: undefined, limit: MOST_NEWS }, signal),
    refetchInterval: NEWS_POLL_MS,
    staleTime: 0,
  });
