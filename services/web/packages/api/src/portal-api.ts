/** The one door to the portal's HTTP API: a session, and a function for each route that the interface uses. */
import { accountCalls, type AccountCalls } from "./account.ts";
import { adminCalls, type AdminCalls } from "./admin.ts";
import { clusterCalls, type ClusterCalls } from "./cluster.ts";
import { languageOfPage, remembering } from "./conditional.ts";
import createClient from "openapi-fetch";
import { answer } from "./call.ts";
import type { paths } from "./schema.gen.d.ts";
import { type Fetch, Session } from "./session.ts";
import { templateCalls, type TemplateCalls } from "./templates.ts";
import { uploadCalls, type UploadCalls } from "./uploads.ts";
import type { AuthInfo, Health, Service, User } from "./wire.ts";

export interface PortalApi {
  session: Session;
  uploads: UploadCalls;
  account: AccountCalls;
  admin: AdminCalls;
  cluster: ClusterCalls;
  templates: TemplateCalls;
  authInfo(): Promise<AuthInfo>;
  currentUser(): Promise<User>;
  services(): Promise<Service[]>;
  health(): Promise<Health>;
}

/** `fetch` and `origin` are handed in so that tests can put a portal in memory behind them. */
export function createPortalApi(fetch: Fetch, origin: string): PortalApi {
  const session = new Session(fetch, origin);
  const open = createClient<paths>({ baseUrl: origin, fetch });
  const ask = remembering((make) => session.authorized(make), languageOfPage);
  const client = createClient<paths>({ baseUrl: origin, fetch: ask });
  return {
    session,
    uploads: uploadCalls(client, session, origin),
    account: accountCalls(client),
    admin: adminCalls(client),
    cluster: clusterCalls(ask, origin),
    templates: templateCalls(ask, origin),
    authInfo: () => answer(open.GET("/auth/info")),
    currentUser: () => answer(client.GET("/auth/user")),
    services: async () => (await answer(client.GET("/auth/services"))).services,
    health: () => answer(open.GET("/api/health")),
  };
}

/** The portal this page came from. */
export function browserPortalApi(): PortalApi {
  return createPortalApi((request) => window.fetch(request), window.location.origin);
}
