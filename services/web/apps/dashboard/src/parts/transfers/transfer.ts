/** One file on its way: what is known about it, and what is shown. */
import type { WaitCause } from "./retry.ts";
import type { ChunkPlan } from "./plan.ts";
import type { SpeedMeter } from "./speed.ts";

export type Refusal =
  | { why: "empty" }
  | { why: "too-big"; limitBytes: number }
  | { why: "unsafe"; reason: string; recommendations: readonly string[] };

export interface Trouble {
  /** The server's code, or one of ours: "file_unreadable", "cancel_failed", "unexpected". */
  code: string;
  message: string;
  requestId: string | undefined;
  recommendations: readonly string[];
}

export type TransferState =
  | { name: "queued" | "starting" | "uploading" | "paused" | "signed-out" | "finishing" | "cancelling" | "cancelled" }
  | { name: "waiting"; cause: WaitCause; untilMs: number }
  | { name: "completed"; filename: string; filePath: string }
  | { name: "refused"; refusal: Refusal }
  | { name: "failed"; trouble: Trouble };

export type OnConflict = "rename" | "replace" | "reject";

/** The mutable record that the engine works on. */
export interface Transfer {
  readonly id: string;
  readonly file: File;
  readonly filename: string;
  readonly onConflict: OnConflict;
  readonly idempotencyKey: string;
  readonly handle: FileSystemFileHandle | undefined;
  kind: string | undefined;
  uploadId: string | undefined;
  /** True when chunks of an earlier session were already there. */
  continued: boolean;
  plan: ChunkPlan | undefined;
  confirmed: Set<number>;
  confirmedBytes: number;
  meter: SpeedMeter;
  state: TransferState;
  abort: AbortController | undefined;
}

/** What components see; made anew at each change. */
export interface TransferView {
  id: string;
  filename: string;
  size: number;
  kind: string | undefined;
  uploadId: string | undefined;
  continued: boolean;
  state: TransferState;
  confirmedBytes: number;
  bytesPerSecond: number | null;
  secondsLeft: number | null;
}

export function viewOf(transfer: Transfer, nowMs: number): TransferView {
  const { id, file, filename, kind, uploadId, continued, state, confirmedBytes, meter } = transfer;
  const moving = state.name === "uploading";
  return {
    id,
    filename,
    size: file.size,
    kind,
    uploadId,
    continued,
    state,
    confirmedBytes,
    bytesPerSecond: moving ? meter.bytesPerSecond(nowMs) : null,
    secondsLeft: moving ? meter.secondsLeft(file.size - confirmedBytes, nowMs) : null,
  };
}

/** States in which the engine is at work and closing the page would interrupt it. */
export function isActive({ name }: TransferState): boolean {
  return name === "starting" || name === "uploading" || name === "waiting" || name === "finishing";
}

/** States that nothing will change any more unless the person asks. */
export function isOver({ name }: TransferState): boolean {
  return name === "completed" || name === "refused" || name === "failed" || name === "cancelled";
}
