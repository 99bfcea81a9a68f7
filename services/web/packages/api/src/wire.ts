/** Names for the shapes of the generated description; everything else imports them from here. */
import type { components, paths } from "./schema.gen.d.ts";

type Schemas = components["schemas"];
type Json<R> = R extends { content: { "application/json": infer Body } } ? Body : never;
type Reply<Operation, Code extends number> = Operation extends { responses: Record<Code, infer R> } ? Json<R> : never;
type Body<Operation> = Operation extends { requestBody: { content: { "application/json": infer B } } } ? B : never;

export type AuthInfo = Reply<paths["/auth/info"]["get"], 200>;
export type SignedIn = Reply<paths["/auth/login"]["post"], 200>;
export type Refreshed = Reply<paths["/auth/refresh"]["post"], 200>;
export type User = Reply<paths["/auth/user"]["get"], 200>;
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

export type OidcDoor = Schemas["OidcDoor"];
export type SessionEnd = Schemas["SessionEnd"];
export type PortalSession = Schemas["SessionView"];
export type SessionList = Reply<paths["/auth/sessions"]["get"], 200>;

export type ApiKey = Schemas["KeyView"];
export type ApiKeyList = Reply<paths["/api/v2/api-keys"]["get"], 200>;
export type NewApiKey = Schemas["NewKey"];
/** The only time that the key itself is told. */
export type MadeApiKey = Schemas["MadeKey"];

export type Source = "local" | "ldap" | "oidc" | "service";
export type Account = Schemas["AccountView"];
export type AccountDetail = Schemas["AccountDetails"];
export type AccountQuery = NonNullable<paths["/auth/users"]["get"]["parameters"]["query"]>;
export type AccountList = Reply<paths["/auth/users"]["get"], 200>;
export type NewAccount = Schemas["NewAccount"];
export type AccountChange = Body<paths["/auth/users/{name}"]["patch"]>;
export type Group = Schemas["GroupView"];

export type AuditEntry = Schemas["AuditEntry"];
export type AuditOutcome = AuditEntry["outcome"];
export type AuditQuery = NonNullable<paths["/api/audit"]["get"]["parameters"]["query"]>;
export type AuditList = Reply<paths["/api/audit"]["get"], 200>;
