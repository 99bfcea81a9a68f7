/** A program that a story runs: its output is kept, and it is ended by its own process id, whatever happens. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";

export const CHECKOUT = join(import.meta.dirname, "../../../..");
/** `BUILD`: `release` for benchmarks. */
const BINARIES = join(process.env.CARGO_TARGET_DIR ?? join(CHECKOUT, "target"), process.env.BUILD ?? "debug");

/** Where the build puts one of the workspace's programs. */
export function programPath(name: string): string {
  return join(BINARIES, name);
}

const STARTS_WITHIN_MS = 15_000;
const STOPS_WITHIN_MS = 10_000;

const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

export interface ProgramOptions {
  /** The whole environment but for PATH. */
  env?: Record<string, string>;
  cwd?: string;
}

export class Program {
  readonly name: string;
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  #output = "";
  #heard: (() => void) | undefined;

  /** `name` is one of the workspace's binaries. */
  constructor(name: string, args: readonly string[], { env = {}, cwd = CHECKOUT }: ProgramOptions = {}) {
    this.name = name;
    const child = spawn(programPath(name), args, {
      cwd,
      env: { PATH: process.env.PATH, NO_COLOR: "1", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    running.add(child);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (part: Buffer) => {
        this.#output += part.toString();
        this.#heard?.();
      });
    }
    this.#ended = new Promise((resolve) => {
      const end = () => {
        running.delete(child);
        this.#heard?.();
        resolve();
      };
      child.once("exit", end);
      child.once("error", (error) => {
        this.#output += `${String(error)}\n`;
        end();
      });
    });
  }

  output(): string {
    return this.#output;
  }

  /** Waits until the program has said this; fails when it ends before. */
  async said(words: RegExp): Promise<RegExpExecArray> {
    const deadline = Date.now() + STARTS_WITHIN_MS;
    for (;;) {
      const found = words.exec(this.#output);
      if (found !== null) return found;
      if (!running.has(this.#child) || Date.now() > deadline) {
        throw new Error(`${this.name} did not say ${String(words)}; it said:\n${this.#output}`);
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 1000);
        this.#heard = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  async stop(): Promise<void> {
    if (!running.has(this.#child)) return;
    this.#child.kill("SIGTERM");
    const slow = setTimeout(() => this.#child.kill("SIGKILL"), STOPS_WITHIN_MS);
    await this.#ended;
    clearTimeout(slow);
  }

  /** As a crash or the kernel would: without a word. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#ended;
  }
}
