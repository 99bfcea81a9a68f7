import type { Session } from "./session.ts";
import type { AuthInfo, User } from "./wire.ts";

/** Signs out, and says where to go then. Throws when one is still signed in. */
export async function signOut(session: Session, info: AuthInfo, user: User | undefined): Promise<string> {
  // The provider of single sign-on has a session too: the portal ends its own and hands over to it.
  if (user?.source === "oidc" && typeof info.logout_url === "string") {
    session.leave();
    return info.logout_url;
  }
  await session.signOut();
  return "/";
}
