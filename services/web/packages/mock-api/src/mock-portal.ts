/** The portal in memory: one function from request to response. Development and unit tests only. */
import type { OidcDoor } from "@hpc/api/wire.ts";
import { MockAccounts } from "./accounts.ts";
import { MockAudit } from "./audit.ts";
import { MockImages } from "./images.ts";
import { MockJobs } from "./jobs.ts";
import { MockKeys } from "./keys.ts";
import { classify } from "./kinds.ts";
import { servicesOf } from "./model.ts";
import { MockNodes } from "./nodes.ts";
import { failure, json } from "./replies.ts";
import { MockSessions } from "./sign-in.ts";
import { MockTemplateJobs } from "./template-jobs.ts";
import { MockUploads } from "./uploads.ts";

/** What happens to a request instead of, or after, its being handled. */
export type Fault = Response | "refuse-connection" | "lose-reply" | undefined;

export class MockPortal {
  readonly sessions = new MockSessions();
  readonly uploads = new MockUploads();
  readonly templateJobs = new MockTemplateJobs();
  readonly jobs = new MockJobs(this.templateJobs);
  readonly images = new MockImages();
  nodes = new MockNodes();
  readonly keys = new MockKeys();
  readonly audit = new MockAudit();
  readonly accounts = new MockAccounts(this.sessions, this.keys);
  /** Every request as `METHOD path`, in order. */
  readonly log: string[] = [];
  fault: (method: string, path: string) => Fault = () => undefined;
  info = {
    sso_enabled: false,
    sso_type: null,
    login_url: null,
    logout_url: null,
    methods: ["password"],
    oidc: null as OidcDoor | null,
    open_mode: false,
    cluster_name: "Haneul",
    demo: true,
    message_of_the_day: [
      "**Maintenance on Friday 27 November, 18:00–20:00 KST.** Running jobs are kept; pending jobs start afterwards.",
      "",
      "- New image: `openfoam-2412`",
      "- The scratch file system is cleaned on Sundays",
    ].join("\n"),
  };

  /** A `fetch` with a cookie jar of its own, as one browser would have. */
  browser(): (request: Request) => Promise<Response> {
    const jar = new Map<string, string>();
    return async (request) => {
      request.signal.throwIfAborted();
      const path = new URL(request.url).pathname;
      const fault = this.fault(request.method, path);
      if (fault === "refuse-connection") throw new TypeError("fetch failed");
      if (fault instanceof Response) {
        this.log.push(`${request.method} ${path}`);
        return fault;
      }
      const headers = new Headers(request.headers);
      if (jar.size > 0) headers.set("Cookie", [...jar].map(([name, value]) => `${name}=${value}`).join("; "));
      const response = await this.handle(new Request(request, { headers }));
      for (const line of response.headers.getSetCookie()) {
        const [, name = "", value = ""] = /^(\w+)=([^;]*)/.exec(line) ?? [];
        if (value === "") jar.delete(name);
        else jar.set(name, value);
      }
      if (fault === "lose-reply") throw new TypeError("network error");
      request.signal.throwIfAborted();
      return response;
    };
  }

  async handle(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const route = `${request.method} ${url.pathname}`;
    this.log.push(route);
    switch (route) {
      case "GET /auth/info":
        return json(200, this.info);
      case "GET /api/health":
        return json(200, { status: "healthy", mode: "mock", service: "dashboard", version: "mock", timestamp: new Date().toISOString() });
      case "POST /auth/login":
        return this.sessions.login(request);
      case "POST /auth/refresh":
        return this.sessions.refresh(request);
      case "POST /auth/logout":
        return this.sessions.logout(request);
    }
    const caller = this.sessions.caller(request);
    if (caller === null) return failure(401, "token_expired", "Token expired");
    const { user } = caller;
    const account = await this.accounts.answer(request, url, caller);
    if (account !== undefined) {
      if (request.method !== "GET") this.audit.add({ actor: user.username, action: "user.change", object: route, outcome: account.ok ? "ok" : "refused" });
      return account;
    }
    if (url.pathname.startsWith("/api/v2/api-keys")) return this.keys.answer(request, url, user);
    if (route === "GET /api/audit" || route === "GET /api/audit.csv") return this.audit.answer(url, user);
    if (route === "GET /auth/services") return json(200, { services: servicesOf(user) });
    if (!user.permissions.includes("dashboard")) {
      return failure(403, "forbidden", "Forbidden", { message: "Required permissions: dashboard", user_permissions: user.permissions });
    }
    const ofCluster = (await this.nodes.answer(request, url, user)) ?? (await this.templateJobs.answer(request, url)) ?? (await this.jobs.answer(request, url, user)) ?? this.images.answer(request, url, user);
    if (ofCluster !== undefined) return ofCluster;
    switch (route) {
      case "GET /api/v2/files/limits":
        return json(200, this.uploads.limits);
      case "POST /api/v2/files/classify": {
        const { filenames } = (await request.json()) as { filenames: string[] };
        return json(200, { files: filenames.map((filename) => ({ filename, ...classify(filename) })) });
      }
      case "POST /api/v2/files/upload/init":
        return this.uploads.init(request, user);
      case "POST /api/v2/files/upload/complete":
        return this.uploads.complete(request, user);
      case "GET /api/v2/files/uploads":
        return this.uploads.list(url, user);
    }
    const chunk = /^PUT \/api\/v2\/files\/uploads\/([0-9a-f]+)\/chunks\/(\d+)$/.exec(route);
    if (chunk !== null) return this.uploads.chunk(request, user, chunk[1] ?? "", Number(chunk[2]));
    const one = /^(GET|DELETE) \/api\/v2\/files\/uploads\/([0-9a-f]+)$/.exec(route);
    if (one?.[1] === "GET") return this.uploads.show(user, one[2] ?? "");
    if (one?.[1] === "DELETE") return this.uploads.cancel(user, one[2] ?? "");
    return failure(404, "not_found", "Not found");
  }
}
