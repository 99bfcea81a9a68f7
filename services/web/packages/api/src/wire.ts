/** Names for the shapes of the generated description; everything else imports them from here. */
import type { paths } from "./schema.gen.d.ts";

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
