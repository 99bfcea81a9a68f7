/** Tabs of one browser share the cookies, so they sign in, renew and sign out together. */
import type { Session, Standing } from "./session.ts";

type Told = { type: "renewed"; standing: Standing } | { type: "signed-out" };

export function shareWithOtherTabs(session: Session): void {
  if (!("BroadcastChannel" in globalThis)) return;
  const channel = new BroadcastChannel("hpc-portal-session");
  const tell = (told: Told) => channel.postMessage(told);
  let known = session.status();
  session.onRenewed((standing) => tell({ type: "renewed", standing }));
  session.subscribe(() => {
    const before = known;
    known = session.status();
    // A tab that opens without a session says nothing about the sessions of others.
    if (known === "signed-out" && before === "signed-in") tell({ type: "signed-out" });
  });
  channel.onmessage = ({ data }: MessageEvent<Told>) => {
    if (data.type === "renewed") session.adopt(data.standing);
    if (data.type === "signed-out" && session.status() === "signed-in") {
      known = "signed-out";
      session.leave();
    }
  };
}
