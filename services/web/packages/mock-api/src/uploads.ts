/** The upload routes over a map. */
import { classify } from "./kinds.ts";
import { type MockUpload, type MockUser, stamp, type Stored } from "./model.ts";
import { failure, json } from "./replies.ts";

export interface UploadEvent {
  user: string;
  type: "upload_progress" | "upload_complete" | "upload_error";
  data: object;
}

export const MIB = 1024 * 1024;

export class MockUploads {
  readonly stored = new Map<string, Stored>();
  readonly #byKey = new Map<string, Response>();
  keepBytes = false;
  emit: (event: UploadEvent) => void = () => undefined;
  limits = {
    max_file_bytes: 50 * 1024 * MIB,
    min_chunk_bytes: 256 * 1024,
    max_chunk_bytes: 64 * MIB,
    default_chunk_bytes: 5 * MIB,
    max_open_uploads: 100,
    max_open_bytes: 500 * 1024 * MIB,
    idle_days: 7,
  };

  async init(request: Request, user: MockUser): Promise<Response> {
    const key = request.headers.get("Idempotency-Key");
    const before = key === null ? undefined : this.#byKey.get(key);
    if (before !== undefined) return before.clone();
    const body = (await request.json()) as { filename: string; file_size: number; chunk_size?: number };
    const chunkSize = body.chunk_size ?? this.limits.default_chunk_bytes;
    if (!(body.file_size > 0)) return failure(400, "bad_request", "The file is empty");
    const found = classify(body.filename, body.file_size);
    const row = newRow(this.stored.size + 1, user.username, body.filename, body.file_size, chunkSize, found.file_info.type);
    this.stored.set(row.upload_id, { row, received: new Set(), bytes: new Map() });
    const { upload_id, total_chunks, storage_path } = row;
    const reply = json(201, { upload_id, chunk_size: chunkSize, total_chunks, storage_path, ...found, on_conflict: "rename" });
    if (key !== null) this.#byKey.set(key, reply.clone());
    return reply;
  }

  async chunk(request: Request, user: MockUser, id: string, index: number): Promise<Response> {
    const upload = this.#own(user, id);
    if (upload === undefined) return failure(404, "upload_not_found", "Upload session not found");
    const { row, received } = upload;
    const bytes = new Uint8Array(await request.arrayBuffer());
    if (row.status === "completed") return failure(400, "upload_closed", "Upload already completed");
    if (row.status === "cancelled") return failure(400, "upload_closed", "Upload was cancelled");
    const expected = index === row.total_chunks - 1 ? row.file_size - index * row.chunk_size : row.chunk_size;
    if (bytes.length !== expected) return failure(400, "chunk_size_mismatch", `Chunk ${index} must be ${expected} bytes`);
    received.add(index);
    if (this.keepBytes) upload.bytes.set(index, bytes);
    row.uploaded_chunks = received.size;
    row.status = "uploading";
    row.updated_at = stamp(Date.now());
    const progress = (100 * received.size) / row.total_chunks;
    const counts = { uploaded_chunks: received.size, total_chunks: row.total_chunks, progress };
    const { filename, file_size, upload_id } = row;
    const data = { upload_id, filename, file_size, received_bytes: receivedBytes(upload), status: "uploading", ...counts };
    this.emit({ user: user.username, type: "upload_progress", data });
    return json(200, { message: "Chunk uploaded successfully", ...counts });
  }

  async complete(request: Request, user: MockUser): Promise<Response> {
    const body = (await request.json()) as { upload_id: string };
    const upload = this.#own(user, body.upload_id);
    if (upload === undefined) return failure(404, "upload_not_found", "Upload session not found");
    const { row, received } = upload;
    if (received.size < row.total_chunks && row.status !== "completed") {
      return failure(400, "upload_incomplete", `Upload incomplete: ${received.size}/${row.total_chunks} chunks`);
    }
    row.status = "completed";
    row.completed_at ??= stamp(Date.now());
    row.file_path = `${row.storage_path}/${row.filename}`;
    const { upload_id, filename, file_path, file_type } = row;
    const data = { upload_id, filename, status: "completed", file_path, file_type, progress: 100 };
    this.emit({ user: user.username, type: "upload_complete", data });
    const { file_info } = classify(filename, row.file_size);
    return json(200, { message: "Upload completed successfully", file_path, file_info, filename });
  }

  list(url: URL, user: MockUser): Response {
    const ask = (name: string) => url.searchParams.get(name) ?? "";
    const statuses = ask("status").split(",").filter(Boolean);
    const types = ask("type").split(",").filter(Boolean);
    const text = ask("q").toLowerCase();
    const admin = user.groups.includes("HPC-Admins");
    const rows = [...this.stored.values()]
      .map((s) => s.row)
      .filter((r) => admin || r.user_id === user.username)
      .filter((r) => statuses.length === 0 || statuses.includes(r.status))
      .filter((r) => types.length === 0 || types.includes(r.file_type))
      .filter((r) => text === "" || r.filename.toLowerCase().includes(text));
    const sort = ask("sort") || "-created_at";
    const field = sort.replace(/^-/, "") as "created_at" | "filename" | "file_size";
    const sign = sort.startsWith("-") ? -1 : 1;
    rows.sort((a, b) => sign * (a[field] < b[field] ? -1 : a[field] > b[field] ? 1 : a.id - b.id));
    const limit = Math.min(200, Number(ask("limit") || 50));
    const from = Number(ask("cursor") || 0);
    const next = from + limit < rows.length ? String(from + limit) : null;
    return json(200, { uploads: rows.slice(from, from + limit), total: rows.length, next_cursor: next });
  }

  show(user: MockUser, id: string): Response {
    const upload = this.#own(user, id);
    if (upload === undefined) return failure(404, "upload_not_found", "Upload not found");
    return json(200, { ...upload.row, missing_ranges: missingRanges(upload), received_bytes: receivedBytes(upload) });
  }

  cancel(user: MockUser, id: string): Response {
    const upload = this.#own(user, id);
    if (upload === undefined) return failure(404, "upload_not_found", "Upload not found");
    upload.row.status = "cancelled";
    const data = { upload_id: id, filename: upload.row.filename, status: "cancelled", error: "Cancelled", code: "cancelled" };
    this.emit({ user: user.username, type: "upload_error", data });
    return json(200, { message: "Upload cancelled successfully", upload_id: id });
  }

  #own(user: MockUser, id: string): Stored | undefined {
    const upload = this.stored.get(id);
    return upload?.row.user_id === user.username || user.groups.includes("HPC-Admins") ? upload : undefined;
  }
}

export function newRow(id: number, user: string, filename: string, size: number, chunkSize: number, type: string): MockUpload {
  return {
    id,
    upload_id: crypto.randomUUID().replaceAll("-", "").slice(0, 16),
    filename,
    file_size: size,
    file_type: type,
    user_id: user,
    job_id: null,
    storage_path: `/shared/uploads/users/${user}/${type}`,
    file_path: null,
    chunk_size: chunkSize,
    total_chunks: Math.ceil(size / chunkSize),
    uploaded_chunks: 0,
    status: "initialized",
    error_message: null,
    created_at: stamp(Date.now()),
    updated_at: null,
    completed_at: null,
  };
}

function missingRanges({ row, received }: Stored): [number, number][] {
  const ranges: [number, number][] = [];
  for (let index = 0; index < row.total_chunks; index++) {
    if (received.has(index)) continue;
    const last = ranges.at(-1);
    if (last?.[1] === index - 1) last[1] = index;
    else ranges.push([index, index]);
  }
  return ranges;
}

function receivedBytes({ row, received }: Stored): number {
  const last = row.total_chunks - 1;
  const short = received.has(last) ? row.chunk_size - (row.file_size - last * row.chunk_size) : 0;
  return received.size * row.chunk_size - short;
}
