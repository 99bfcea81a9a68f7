/** `portal demo`: the whole portal in one process, with a state folder that outlives it. */
import { join } from "node:path";
import { Program } from "./program.ts";

export const PASSWORD = "correct-horse-battery";

export class Demo {
  readonly url: string;
  readonly uploads: string;
  readonly state: string;
  #program: Program;
  #log = "";

  private constructor(program: Program, state: string, url: string) {
    this.#program = program;
    this.state = state;
    this.url = url;
    this.uploads = join(state, "uploads");
  }

  /** `more`: arguments beside port and state, such as `--speed 20`. */
  static async start(folder: string, more: readonly string[] = []): Promise<Demo> {
    const state = join(folder, "demo");
    const program = run(state, "0", more);
    const [, url = ""] = await program.said(/(http:\/\/127\.0\.0\.1:\d+)\/[^]*Ctrl-C stops/);
    return new Demo(program, state, url);
  }

  /** Ends without being able to say or save anything, as in a power cut. */
  async crash(): Promise<void> {
    await this.#program.kill();
    this.#log += this.#program.output();
  }

  /** Runs again on the same port with what was kept. */
  async restart(): Promise<void> {
    this.#program = run(this.state, new URL(this.url).port);
    await this.#program.said(/Ctrl-C stops/);
  }

  async stop(): Promise<void> {
    await this.#program.stop();
  }

  log(): string {
    return this.#log + this.#program.output();
  }
}

function run(state: string, port: string, more: readonly string[] = []): Program {
  // Another build than the usual one, such as while somebody else builds.
  const web = process.env.WEB_DIST === undefined ? [] : ["--web", process.env.WEB_DIST];
  const env = { PORTAL_DEMO_PASSWORD: PASSWORD, LOG_LEVEL: "info" };
  return new Program("portal", ["demo", "--port", port, "--state", state, ...web, ...more], { env });
}
