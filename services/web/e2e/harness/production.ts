/** The portal as it runs on a cluster: three services and nginx with the product's own configuration. */
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { PASSWORD } from "./demo.ts";
import { CHECKOUT, Program, programPath } from "./program.ts";

type Service = "auth_backend" | "dashboard_backend" | "websocket_service";
const FIXTURE = join(CHECKOUT, "scripts/fixtures/nginx.sh");
const PEOPLE = [
  ["alice", "DX-Users"],
  ["bob", "CAEG-Users"],
  ["admin", "HPC-Admins"],
] as const;

export class Production {
  readonly url: string;
  readonly uploads: string;
  readonly templates: string;
  readonly #nginx: string;
  readonly #programs: Map<Service, Program>;

  private constructor(url: string, uploads: string, templates: string, nginx: string, programs: Map<Service, Program>) {
    this.url = url;
    this.uploads = uploads;
    this.templates = templates;
    this.#nginx = nginx;
    this.#programs = programs;
  }

  /** `auth` and `dashboard`: settings of these services alone. */
  static async start(folder: string, auth: Record<string, string> = {}, dashboard: Record<string, string> = {}): Promise<Production> {
    const uploads = join(folder, "uploads");
    const templates = join(folder, "templates");
    await mkdir(uploads);
    await mkdir(templates);
    const registry = join(folder, "apptainer");
    await mkdir(join(registry, "images"), { recursive: true });
    const common = {
      JWT_SECRET_KEY: randomBytes(32).toString("hex"),
      DATABASE_URL: `sqlite:${join(folder, "portal.db")}`,
      UPLOAD_ROOT: uploads,
      TEMPLATES_ROOT: templates,
      APPTAINER_REGISTRY: registry,
      STORAGE_DATA_PATH: folder,
      CLUSTER_NAME: "Haneul",
    };
    for (const [name, group] of PEOPLE) {
      execFileSync(programPath("portal"), ["user", "add", name, "--group", group, "--password-stdin"], { env: common, cwd: folder, input: `${PASSWORD}\n` });
    }
    const programs = new Map<Service, Program>();
    const ports = new Map<Service, string>();
    const start = async (service: Service, more: Record<string, string> = {}) => {
      const program = new Program(service, [], { env: { ...common, ...more, PORT: "0" }, cwd: folder });
      programs.set(service, program);
      ports.set(service, (await program.said(/127\.0\.0\.1:(\d+)/))[1] ?? "");
    };
    const urlOf = (service: Service) => `http://127.0.0.1:${ports.get(service) ?? ""}`;
    // In the order in which they ask each other.
    try {
      await start("auth_backend", auth);
      const internal = { AUTH_INTERNAL_URL: urlOf("auth_backend") };
      await start("websocket_service", internal);
      await start("dashboard_backend", { ...internal, WEBSOCKET_INTERNAL_URL: urlOf("websocket_service"), ...dashboard });
      const env = {
        PATH: process.env.PATH,
        // Another build than the usual one, such as while somebody else builds.
        ...(process.env.WEB_DIST !== undefined && { WEB_ROOT: process.env.WEB_DIST }),
        AUTH_PORT: ports.get("auth_backend"),
        DASHBOARD_PORT: ports.get("dashboard_backend"),
        WEBSOCKET_PORT: ports.get("websocket_service"),
      };
      const said = execFileSync(FIXTURE, ["start", join(folder, "nginx")], { env, encoding: "utf8" });
      const value = (name: string) => new RegExp(`^${name}=(.*)$`, "m").exec(said)?.[1] ?? "";
      return new Production(value("NGINX_URL"), uploads, templates, value("NGINX_DIR"), programs);
    } catch (error) {
      for (const program of programs.values()) await program.stop();
      throw error;
    }
  }

  async stopOne(service: Service): Promise<void> {
    await this.#programs.get(service)?.stop();
  }

  async stop(): Promise<void> {
    execFileSync(FIXTURE, ["stop", this.#nginx]);
    for (const program of this.#programs.values()) await program.stop();
  }

  accessLog(): Promise<string> {
    return readFile(join(this.#nginx, "log/hpc-portal-access.log"), "utf8");
  }

  log(): string {
    return [...this.#programs].map(([name, program]) => `== ${name}\n${program.output()}`).join("\n");
  }
}
