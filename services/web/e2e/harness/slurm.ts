/** A real Slurm of one's own: slurmctld, three slurmd, accounting on demand. Needs root, as jobs run as their users. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { CHECKOUT } from "./program.ts";

const FIXTURE = join(CHECKOUT, "scripts/fixtures/slurm.sh");
const STARTS_WITHIN_MS = 180_000;

export class Slurm {
  readonly conf: string;
  readonly #folder: string;

  private constructor(said: string) {
    const value = (name: string) => new RegExp(`^${name}=(.*)$`, "m").exec(said)?.[1] ?? "";
    this.conf = value("SLURM_CONF");
    this.#folder = value("SLURM_DIR");
  }

  /** `cn[001-002]` with 4 CPUs each in `compute`, `gpu1` with 8 and two GPUs in `gpu`; alice and bob are users. */
  static start(): Slurm {
    return new Slurm(execFileSync(FIXTURE, ["start"], { encoding: "utf8", timeout: STARTS_WITHIN_MS }));
  }

  /** What one of Slurm's commands says to root. */
  run(command: string, ...args: string[]): string {
    return execFileSync(command, args, { env: { PATH: process.env.PATH, SLURM_CONF: this.conf }, encoding: "utf8" });
  }

  /** slurmctld ends; jobs go on. */
  stopController(): void {
    execFileSync(FIXTURE, ["stop-controller", this.#folder]);
  }

  /** It runs again, and answers. */
  startController(): void {
    execFileSync(FIXTURE, ["start-controller", this.#folder]);
  }

  stop(): void {
    execFileSync(FIXTURE, ["stop", this.#folder]);
  }
}
