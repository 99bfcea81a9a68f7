/** The state of the users' page, as the URL holds it. */
import type { AccountQuery, Source } from "@hpc/api/wire.ts";
import { oneOf, pagingIn, set, textIn } from "./search-text.ts";

export const USERS_SIZES = [50, 100, 200] as const;
export const SOURCES: readonly Source[] = ["local", "ldap", "oidc", "service"];
const SWITCH = ["true", "false"] as const;

export interface UsersSearch {
  q?: string;
  group?: string;
  source?: Source;
  enabled?: "true" | "false";
  limit?: number;
  cursor?: string;
  page?: number;
}

export function parseUsersSearch(raw: Record<string, unknown>): UsersSearch {
  const filter = { q: textIn(raw.q), group: textIn(raw.group), source: oneOf(raw.source, SOURCES), enabled: oneOf(raw.enabled, SWITCH) };
  return { ...set(filter), ...pagingIn(raw, USERS_SIZES) };
}

export function usersQueryOf({ q, group, source, enabled, cursor, limit = USERS_SIZES[0] }: UsersSearch): AccountQuery {
  return { q, group, source, cursor, limit, ...(enabled === undefined ? {} : { enabled: enabled === "true" }) };
}

export function hasUsersFilter({ q, group, source, enabled }: UsersSearch): boolean {
  return [q, group, source, enabled].some((each) => each !== undefined);
}
