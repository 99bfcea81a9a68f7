/** A node that is reached over SSH: a real sshd on loopback with keys of its own. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { CHECKOUT } from "./program.ts";

const FIXTURE = join(CHECKOUT, "scripts/fixtures/sshd.sh");

export class SshNode {
  /** Settings of a dashboard that looks for images there, in `files`. */
  readonly settings: Record<string, string>;
  /** Where its images lie. */
  readonly files: string;
  readonly #folder: string;

  private constructor(said: string) {
    const value = (name: string) => new RegExp(`^SSHD_${name}=(.*)$`, "m").exec(said)?.[1] ?? "";
    this.#folder = value("DIR");
    this.files = join(this.#folder, "files");
    this.settings = {
      COMPUTE_NODES: value("HOST"),
      SSH_PORT: value("PORT"),
      SSH_USER: value("USER"),
      SSH_KEY_FILE: value("KEY"),
      SSH_KNOWN_HOSTS_FILE: value("KNOWN_HOSTS"),
      APPTAINER_PATH: this.files,
    };
  }

  static start(): SshNode {
    return new SshNode(execFileSync(FIXTURE, ["start"], { encoding: "utf8" }));
  }

  stop(): void {
    execFileSync(FIXTURE, ["stop", this.#folder]);
  }
}
