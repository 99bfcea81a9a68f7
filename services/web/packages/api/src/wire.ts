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

/* What docs/API.md fixes more closely than the description does. */

export type UploadStatus = "initialized" | "uploading" | "completed" | "failed" | "cancelled";

export interface FileInfo {
  type: string;
  extension: string;
  mime_type: string;
  size: number;
  is_binary: boolean;
  is_compressed: boolean;
}

export interface Security {
  safe: boolean;
  reason: string;
  risk_level: "safe" | "low" | "medium" | "high";
  recommendations: string[];
}

type Described<T, Closer> = Omit<T, keyof Closer> & Closer;

export type ClassifiedFile = Described<
  Reply<paths["/api/v2/files/classify"]["post"], 200>["files"][number],
  { file_info?: FileInfo | null; security?: Security | null }
>;
export type InitReply = Described<
  Reply<paths["/api/v2/files/upload/init"]["post"], 201>,
  { file_info: FileInfo; security: Security }
>;
export type CompleteReply = Described<Reply<paths["/api/v2/files/upload/complete"]["post"], 200>, { file_info: FileInfo }>;

type ListReply = Reply<paths["/api/v2/files/uploads"]["get"], 200>;
export type UploadRow = Described<ListReply["uploads"][number], { status: UploadStatus }>;
export type UploadList = Described<ListReply, { uploads: UploadRow[] }>;
export type UploadDetail = Described<
  Reply<paths["/api/v2/files/uploads/{id}"]["get"], 200>,
  { status: UploadStatus; missing_ranges: [number, number][] }
>;
