/** The portal in memory: one function from request to response. Development and unit tests only. */
import { classify } from "./kinds.ts";
import { servicesOf } from "./model.ts";
import { failure, json } from "./replies.ts";
import { cookieToken, MockSessions } from "./sign-in.ts";
import { MockUploads } from "./uploads.ts";

/** What happens to a request instead of, or after, its being handled. */
export type Fault = Response | "refuse-connection" | "lose-reply" | undefined;

export class MockPortal {
  readonly sessions = new MockSessions();
  readonly uploads = new MockUploads();
  /** Every request as `METHOD path`, in order. */
  readonly log: string[] = [];
  fault: (method: string, path: string) => Fault = () => undefined;
  info = {
    sso_enabled: false,
    sso_type: null,
    login_url: null,
    logout_url: null,
    methods: ["password"],
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
    let cookie: string | undefined;
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
      if (cookie !== undefined) headers.set("Cookie", cookie);
      const response = await this.handle(new Request(request, { headers }));
      const token = cookieToken(response.headers.get("Set-Cookie"));
      if (token !== undefined) cookie = token === "" ? undefined : `hpc_portal_token=${token}`;
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
    const user = this.sessions.caller(request);
    if (user === null) return failure(401, "token_expired", "Token expired");
    if (route === "GET /auth/user") return json(200, user);
    if (route === "GET /auth/services") return json(200, { services: servicesOf(user) });
    if (!user.permissions.includes("dashboard")) {
      return failure(403, "forbidden", "Forbidden", { message: "Required permissions: dashboard", user_permissions: user.permissions });
    }
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
