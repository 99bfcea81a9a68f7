/**
 * All transfers of this tab. They live outside the components, so they go on while one browses.
 *
 * Two files are sent at once, the rest wait their turn. When the session ends everything pauses and goes on after
 * signing in again.
 */
import { SignedOut } from "@hpc/api/problem.ts";
import { type EnginePorts, sendFile } from "./send-file.ts";
import { SpeedMeter } from "./speed.ts";
import { isActive, isOver, type OnConflict, type Refusal, type Transfer, type TransferView, viewOf } from "./transfer.ts";
import { failed, stateAfter } from "./trouble.ts";

const FILES_AT_ONCE = 2;

export interface NewTransfer {
  file: File;
  filename: string;
  kind?: string | undefined;
  handle?: FileSystemFileHandle | undefined;
  onConflict?: OnConflict;
  /** An unfinished upload to continue. */
  uploadId?: string | undefined;
  /** Known before anything is sent: shown, never started. */
  refusal?: Refusal | undefined;
}

export type TransferPorts = Omit<EnginePorts, "changed" | "started"> & {
  newId(): string;
  /** The server knows the upload now: remember the file for a later session. */
  remember(transfer: Transfer): void;
  /** The upload is over: nothing to remember. */
  forget(uploadId: string): void;
  /** Calls back later, at most a few times a second. */
  soon(callback: () => void): void;
};

export class Transfers {
  readonly #ports: TransferPorts;
  readonly #engine: EnginePorts;
  readonly #listeners = new Set<() => void>();
  readonly #runs = new Map<string, Promise<void>>();
  #transfers: Transfer[] = [];
  #views: readonly TransferView[] = [];
  #publishing = false;

  constructor(ports: TransferPorts) {
    this.#ports = ports;
    this.#engine = { ...ports, changed: () => this.#publishSoon(), started: (transfer) => ports.remember(transfer) };
  }

  readonly views = (): readonly TransferView[] => this.#views;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Tells their ids; that of the one that is under way, where the same upload is continued twice. */
  add(files: readonly NewTransfer[]): string[] {
    const ids = files.map((asked) => {
      const known = this.#transfers.find((t) => asked.uploadId !== undefined && t.uploadId === asked.uploadId && !isOver(t.state));
      if (known !== undefined) return known.id;
      const transfer = this.#newTransfer(asked);
      this.#transfers.push(transfer);
      return transfer.id;
    });
    this.#advance();
    return ids;
  }

  pause(id: string): void {
    const transfer = this.#find(id);
    if (transfer === undefined || isOver(transfer.state) || transfer.state.name === "finishing") return;
    this.#interrupt(transfer, { name: "paused" });
  }

  /** Goes on after a pause, and tries again after a failure. */
  resume(id: string): void {
    const transfer = this.#find(id);
    if (transfer === undefined || (transfer.state.name !== "paused" && transfer.state.name !== "failed")) return;
    transfer.state = { name: "queued" };
    this.#advance();
  }

  /** Stops the transfer and frees what the server keeps of it. */
  async cancel(id: string): Promise<void> {
    const transfer = this.#find(id);
    if (transfer === undefined || (isOver(transfer.state) && transfer.state.name !== "failed")) return;
    this.#interrupt(transfer, { name: "cancelling" });
    // Nothing of this file may still be on its way when the server is told to drop it.
    await this.#runs.get(id);
    const { uploadId } = transfer;
    try {
      if (uploadId !== undefined) {
        await this.#ports.calls.cancel(uploadId);
        this.#ports.forget(uploadId);
      }
      transfer.state = { name: "cancelled" };
    } catch (error) {
      transfer.state = error instanceof SignedOut ? { name: "signed-out" } : failed(error, "cancel_failed");
    }
    this.#advance();
  }

  /** Takes what is over off the list. */
  dismiss(id: string): void {
    this.#transfers = this.#transfers.filter((t) => t.id !== id || !isOver(t.state));
    this.#publish();
  }

  dismissOver(): void {
    this.#transfers = this.#transfers.filter((t) => !isOver(t.state));
    this.#publish();
  }

  pauseAll(): void {
    for (const { id } of this.#transfers) this.pause(id);
  }

  resumeAll(): void {
    for (const transfer of this.#transfers) if (transfer.state.name === "paused") this.resume(transfer.id);
  }

  /** The person leaves: stop everything. What has arrived stays on the server and can be continued later. */
  abandon(): void {
    const leaving = this.#transfers;
    this.#transfers = [];
    for (const { abort } of leaving) abort?.abort();
    this.#publish();
  }

  /** The session ended: hold everything until somebody signs in. */
  sessionEnded(): void {
    for (const transfer of this.#transfers) {
      if (isActive(transfer.state) || transfer.state.name === "queued") this.#interrupt(transfer, { name: "signed-out" });
    }
  }

  sessionBegan(): void {
    for (const transfer of this.#transfers) {
      if (transfer.state.name === "signed-out") transfer.state = { name: "queued" };
    }
    this.#advance();
  }

  /** Resolves when nothing runs any more; for tests. */
  async settled(): Promise<void> {
    while (this.#runs.size > 0) await Promise.all(this.#runs.values());
  }

  #newTransfer(asked: NewTransfer): Transfer {
    return {
      id: this.#ports.newId(),
      file: asked.file,
      filename: asked.filename,
      onConflict: asked.onConflict ?? "rename",
      idempotencyKey: this.#ports.newId(),
      handle: asked.handle,
      kind: asked.kind,
      uploadId: asked.uploadId,
      continued: asked.uploadId !== undefined,
      plan: undefined,
      confirmed: new Set(),
      confirmedBytes: 0,
      meter: new SpeedMeter(this.#ports.now()),
      state: asked.refusal === undefined ? { name: "queued" } : { name: "refused", refusal: asked.refusal },
      abort: undefined,
    };
  }

  #find(id: string): Transfer | undefined {
    return this.#transfers.find((transfer) => transfer.id === id);
  }

  #interrupt(transfer: Transfer, state: Transfer["state"]): void {
    transfer.state = state;
    transfer.abort?.abort();
    this.#advance();
  }

  /** Starts waiting transfers as far as places are free. */
  #advance(): void {
    for (const transfer of this.#transfers) {
      if (this.#runs.size >= FILES_AT_ONCE) break;
      if (transfer.state.name === "queued" && !this.#runs.has(transfer.id)) this.#run(transfer);
    }
    this.#publish();
  }

  #run(transfer: Transfer): void {
    const abort = new AbortController();
    transfer.abort = abort;
    transfer.state = { name: "starting" };
    const run = sendFile(transfer, this.#engine, abort.signal).then(
      ({ filename, filePath }) => {
        transfer.state = { name: "completed", filename, filePath };
        transfer.confirmedBytes = transfer.file.size;
        if (transfer.uploadId !== undefined) this.#ports.forget(transfer.uploadId);
      },
      (error: unknown) => {
        // Whoever aborted has already said what the state is.
        if (abort.signal.aborted) return;
        transfer.state = error instanceof SignedOut ? { name: "signed-out" } : stateAfter(error);
        if (isEnded(transfer) && transfer.uploadId !== undefined) this.#ports.forget(transfer.uploadId);
      },
    );
    const done = run.finally(() => {
      this.#runs.delete(transfer.id);
      this.#advance();
    });
    this.#runs.set(transfer.id, done);
  }

  #publishSoon(): void {
    if (this.#publishing) return;
    this.#publishing = true;
    this.#ports.soon(() => {
      this.#publishing = false;
      this.#publish();
    });
  }

  #publish(): void {
    const now = this.#ports.now();
    this.#views = this.#transfers.map((transfer) => viewOf(transfer, now));
    for (const listener of this.#listeners) listener();
  }

  /** Lets speed and time left move on between confirmations. */
  tick(): void {
    if (this.#runs.size > 0) this.#publish();
  }
}

function isEnded({ state }: Transfer): boolean {
  return state.name === "cancelled" || state.name === "refused";
}
