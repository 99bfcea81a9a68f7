/** Names for the shapes of the generated description; everything else imports them from here. */
import type { paths } from "./schema.gen.d.ts";

type Json<R> = R extends { content: { "application/json": infer Body } } ? Body : never;
type Reply<Operation, Code extends number> = Operation extends { responses: Record<Code, infer R> } ? Json<R> : never;
type Body<Operation> = Operation extends { requestBody: { content: { "application/json": infer B } } } ? B : never;

export type AuthInfo = Reply<paths["/auth/info"]["get"], 200> & { oidc?: OidcDoor | null; open_mode?: boolean };
export type SignedIn = Reply<paths["/auth/login"]["post"], 200> & { session?: SessionEnd };
export type Refreshed = Reply<paths["/auth/refresh"]["post"], 200> & { session?: SessionEnd };
export type User = Reply<paths["/auth/user"]["get"], 200> & Profile;
export type Service = Reply<paths["/auth/services"]["get"], 200>["services"][number];
export type Health = Reply<paths["/api/health"]["get"], 200>;

export type UploadLimits = Reply<paths["/api/v2/files/limits"]["get"], 200>;
export type InitRequest = Body<paths["/api/v2/files/upload/init"]["post"]>;
export type ChunkReply = Reply<paths["/api/v2/files/uploads/{id}/chunks/{index}"]["put"], 200>;

export type ClassifiedFile = Reply<paths["/api/v2/files/classify"]["post"], 200>["files"][number];
export type InitReply = Reply<paths["/api/v2/files/upload/init"]["post"], 201>;
export type CompleteReply = Reply<paths["/api/v2/files/upload/complete"]["post"], 200>;
export type FileInfo = InitReply["file_info"];
export type Security = InitReply["security"];

export type UploadQuery = NonNullable<paths["/api/v2/files/uploads"]["get"]["parameters"]["query"]>;
export type UploadList = Reply<paths["/api/v2/files/uploads"]["get"], 200>;
export type UploadRow = UploadList["uploads"][number];
export type UploadStatus = UploadRow["status"];
export type UploadDetail = Reply<paths["/api/v2/files/uploads/{id}"]["get"], 200>;

/* What follows is written by hand until the generated description has it. Times are RFC 3339 in UTC. */

export interface OidcDoor {
  /** What the button says. */
  label: string;
  login_url: string;
}

export interface SessionEnd {
  id: string;
  /** When it ends if it is not renewed. */
  expires_at: string;
  /** When it ends, however much it is used. */
  ends_for_good_at: string;
}

export type Source = "local" | "ldap" | "oidc" | "service";

interface Profile {
  display_name?: string;
  source?: Source;
  can_change_password?: boolean;
  last_sign_in_at?: string | null;
}

export interface PortalSession {
  id: string;
  /** The one that asks. */
  current: boolean;
  /** How it began: `password`, `ldap`, `oidc` or `test`. */
  method: string;
  address: string;
  user_agent: string;
  created_at: string;
  last_used_at: string;
  expires_at: string;
}

export interface SessionList {
  sessions: PortalSession[];
  total: number;
}

export interface ApiKey {
  key_id: string;
  name: string;
  user: string;
  scopes: string[];
  /** Where it may be used from; empty is anywhere. */
  networks: string[];
  created_at: string;
  created_by: string;
  expires_at: string | null;
  last_used_at: string | null;
  last_used_address: string | null;
}

export interface ApiKeyList {
  keys: ApiKey[];
  total: number;
  /** Scopes that the asking person may give. */
  scopes: string[];
}

export interface NewApiKey {
  name: string;
  scopes: string[];
  /** Null is never. */
  expires_in_days: number | null;
  networks: string[];
  /** A service account, whose key an administrator makes. */
  user?: string;
}

/** The only time that the key itself is told. */
export type MadeApiKey = Pick<ApiKey, "key_id" | "name" | "scopes" | "networks" | "created_at" | "expires_at"> & { api_key: string };

export interface Account {
  username: string;
  display_name: string;
  email: string;
  groups: string[];
  permissions: string[];
  source: Source;
  enabled: boolean;
  created_at: string;
  last_sign_in_at: string | null;
}

export type AccountDetail = Account & { sessions: number; keys: number };

export interface AccountQuery {
  q?: string | undefined;
  group?: string | undefined;
  source?: string | undefined;
  enabled?: string | undefined;
  limit?: number | undefined;
  cursor?: string | undefined;
}

export interface AccountList {
  users: Account[];
  total: number;
  next_cursor: string | null;
}

export interface NewAccount {
  username: string;
  groups: string[];
  email?: string;
  display_name?: string;
  password?: string;
  /** A service account has no password: it owns keys and cannot sign in. */
  source?: "service";
}

export type AccountChange = Partial<Pick<Account, "groups" | "email" | "display_name" | "enabled">>;

export interface Group {
  name: string;
  permissions: string[];
}

export type AuditOutcome = "ok" | "refused" | "failed";

export interface AuditEntry {
  seq: number;
  at: string;
  actor: string;
  /** How the actor was known: password, ldap, oidc, cookie, bearer, key:<id>, cli … */
  method: string;
  address: string;
  request_id: string;
  action: string;
  object: string;
  outcome: AuditOutcome;
  reason: string;
  hash: string;
}

export interface AuditQuery {
  actor?: string | undefined;
  action?: string | undefined;
  object?: string | undefined;
  outcome?: string | undefined;
  address?: string | undefined;
  since?: string | undefined;
  until?: string | undefined;
  q?: string | undefined;
  limit?: number | undefined;
  cursor?: string | undefined;
}

export interface AuditList {
  entries: AuditEntry[];
  total: number;
  next_cursor: string | null;
}
