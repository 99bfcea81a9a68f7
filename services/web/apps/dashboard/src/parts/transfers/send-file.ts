/**
 * Sends one file: init (or look up what is missing), four chunks at a time, complete.
 *
 * Only what the server answered 200 counts as sent. The function may be aborted at any instant and called again: it
 * asks the server for what is missing and goes on from there.
 */
import type { UploadCalls } from "@hpc/api/uploads.ts";
import { ApiProblem } from "@hpc/api/problem.ts";
import type { CompleteReply, UploadLimits } from "@hpc/api/wire.ts";
import type { Checksum } from "./checksum.ts";
import type { Gate, Rule } from "./gate.ts";
import { bytesOf, chooseChunkSize, chunkBytes, chunkSpan, indexesOf, planChunks } from "./plan.ts";
import { judge, type WaitCause } from "./retry.ts";
import type { Transfer, TransferState } from "./transfer.ts";

const CHUNKS_AT_ONCE = 4;
/** `complete` may find chunks missing that another client's cancel or a restore took away; this often we send them. */
const MOST_ROUNDS = 3;

export interface EnginePorts {
  calls: UploadCalls;
  limits(): Promise<UploadLimits>;
  checksum: Checksum;
  gate: Gate;
  now(): number;
  random(): number;
  /** Waits, but no longer than until the network is back when that was the cause. */
  wait(ms: number, cause: WaitCause, signal: AbortSignal): Promise<void>;
  changed(transfer: Transfer): void;
  /** Called once the server knows the upload: the time to remember the file for a later session. */
  started(transfer: Transfer): void;
}

/** The upload was ended by somebody else (another tab, an operator). */
export class EndedElsewhere extends Error {
  readonly status: "cancelled" | "failed";
  constructor(status: "cancelled" | "failed", message: string) {
    super(message);
    this.status = status;
  }
}

/** The server refused the content; no byte is sent. */
export class RefusedAsUnsafe extends Error {
  readonly recommendations: readonly string[];
  constructor(reason: string, recommendations: readonly string[]) {
    super(reason);
    this.recommendations = recommendations;
  }
}

export interface Sent {
  filename: string;
  filePath: string;
}

export async function sendFile(transfer: Transfer, ports: EnginePorts, signal: AbortSignal): Promise<Sent> {
  const sending = { transfer, ports, signal };
  try {
    let missing = transfer.uploadId === undefined ? await begin(sending) : await lookUp(sending, transfer.uploadId);
    for (let round = 1; ; round++) {
      if (missing === "completed") return await finish(sending);
      setState(sending, { name: "uploading" });
      await sendChunks(sending, missing);
      try {
        return await finish(sending);
      } catch (error) {
        if (!(error instanceof ApiProblem && error.code === "upload_incomplete") || round >= MOST_ROUNDS) throw error;
        missing = await lookUp(sending, idOf(transfer));
      }
    }
  } catch (error) {
    // A refusal may mean that the upload ended elsewhere: the server's word on it explains more than the refusal.
    if (!(error instanceof ApiProblem) || transfer.uploadId === undefined || signal.aborted) throw error;
    const row = await ports.calls.show(transfer.uploadId, signal).catch(() => null);
    if (row?.status === "completed") return { filename: row.filename, filePath: row.file_path ?? "" };
    if (row?.status === "cancelled") throw new EndedElsewhere("cancelled", error.message);
    throw error;
  }
}

interface Sending {
  transfer: Transfer;
  ports: EnginePorts;
  signal: AbortSignal;
}

/** Reserves name and space. All chunks are missing. */
async function begin(sending: Sending): Promise<number[]> {
  const { transfer, ports, signal } = sending;
  setState(sending, { name: "starting" });
  const limits = await persist(sending, "read", () => ports.limits());
  const { filename, file, idempotencyKey, onConflict } = transfer;
  const chunk_size = chooseChunkSize(file.size, limits);
  const body = { filename, file_size: file.size, chunk_size, on_conflict: onConflict };
  const reply = await persist(sending, "init", () => ports.calls.init(body, idempotencyKey, signal));
  transfer.uploadId = reply.upload_id;
  transfer.kind = reply.file_info.type;
  transfer.plan = planChunks(file.size, reply.chunk_size);
  if (!reply.security.safe) throw new RefusedAsUnsafe(reply.security.reason, reply.security.recommendations);
  ports.started(transfer);
  return indexesOf([[0, transfer.plan.totalChunks - 1]], transfer.plan);
}

/** Asks which chunks are missing and counts the others as confirmed. */
async function lookUp(sending: Sending, uploadId: string): Promise<number[] | "completed"> {
  const { transfer, ports, signal } = sending;
  setState(sending, { name: "starting" });
  const row = await persist(sending, "read", () => ports.calls.show(uploadId, signal));
  if (row.status === "completed") return "completed";
  if (row.status === "cancelled" || row.status === "failed") {
    throw new EndedElsewhere(row.status, row.error_message ?? "");
  }
  const plan = planChunks(row.file_size, row.chunk_size);
  const missing = indexesOf(row.missing_ranges, plan);
  const absent = new Set(missing);
  transfer.plan = plan;
  transfer.kind = row.file_type;
  transfer.confirmed = new Set(Array.from({ length: plan.totalChunks }, (_, index) => index).filter((i) => !absent.has(i)));
  transfer.confirmedBytes = bytesOf(transfer.confirmed, plan);
  ports.started(transfer);
  return missing;
}

/** Four lanes take chunks from one list; the first lane that fails stops the others. */
async function sendChunks(sending: Sending, missing: readonly number[]): Promise<void> {
  const stop = new AbortController();
  const signal = AbortSignal.any([sending.signal, stop.signal]);
  sending.transfer.meter.restart(sending.ports.now());
  let next = 0;
  async function lane(): Promise<void> {
    for (let index = missing[next++]; index !== undefined; index = missing[next++]) {
      await sendChunk({ ...sending, signal }, index);
    }
  }
  try {
    await Promise.all(Array.from({ length: CHUNKS_AT_ONCE }, lane));
  } finally {
    stop.abort();
  }
}

async function sendChunk(sending: Sending, index: number): Promise<void> {
  const { transfer, ports, signal } = sending;
  const { plan } = transfer;
  if (plan === undefined) throw new Error("a chunk before its plan");
  const { from, to } = chunkSpan(plan, index);
  const body = transfer.file.slice(from, to);
  const crc32c = await ports.checksum(body);
  const uploadId = idOf(transfer);
  await persist(sending, "chunk", () => ports.calls.putChunk({ uploadId, index, body, crc32c, signal }));
  if (transfer.confirmed.has(index)) return;
  const bytes = chunkBytes(plan, index);
  transfer.confirmed.add(index);
  transfer.confirmedBytes += bytes;
  transfer.meter.confirmed(bytes, ports.now());
  setState(sending, { name: "uploading" });
}

async function finish(sending: Sending): Promise<Sent> {
  const { transfer, ports, signal } = sending;
  setState(sending, { name: "finishing" });
  const reply: CompleteReply = await persist(sending, "complete", () => ports.calls.complete(idOf(transfer), signal));
  return { filename: reply.filename, filePath: reply.file_path };
}

/** What a transfer is doing while it makes a call. */
const WHILE: Record<Rule, TransferState> = {
  init: { name: "starting" },
  read: { name: "starting" },
  chunk: { name: "uploading" },
  complete: { name: "finishing" },
};

/** Calls until it succeeds or until trying again makes no sense. */
async function persist<T>(sending: Sending, rule: Rule, call: () => Promise<T>): Promise<T> {
  const { ports, signal } = sending;
  for (let attempt = 0; ; attempt++) {
    const held = ports.gate.waitMs(rule, ports.now());
    if (held > 0) {
      setState(sending, { name: "waiting", cause: "rate-limit", untilMs: ports.now() + held });
      await ports.wait(held, "rate-limit", signal);
      setState(sending, WHILE[rule]);
    }
    signal.throwIfAborted();
    try {
      return await call();
    } catch (error) {
      signal.throwIfAborted();
      const verdict = judge(error, attempt, () => ports.random());
      if (verdict.do !== "again") throw error;
      const untilMs = ports.now() + verdict.afterMs;
      if (verdict.cause === "rate-limit" || verdict.cause === "busy") ports.gate.closeUntil(rule, untilMs);
      setState(sending, { name: "waiting", cause: verdict.cause, untilMs });
      await ports.wait(verdict.afterMs, verdict.cause, signal);
      setState(sending, WHILE[rule]);
    }
  }
}

function setState({ transfer, ports, signal }: Sending, state: TransferState): void {
  if (signal.aborted) return;
  transfer.state = state;
  ports.changed(transfer);
}

function idOf(transfer: Transfer): string {
  if (transfer.uploadId === undefined) throw new Error("an upload before its id");
  return transfer.uploadId;
}
