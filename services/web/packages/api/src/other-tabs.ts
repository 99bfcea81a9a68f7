/** Tabs of one browser share the cookie, so they sign in and out together. */
import type { Session } from "./session.ts";

export function shareWithOtherTabs(session: Session): void {
  if (!("BroadcastChannel" in globalThis)) return;
  const channel = new BroadcastChannel("hpc-portal-session");
  let told = session.status();
  session.subscribe(() => {
    const status = session.status();
    // A tab that opens without a session says nothing about the sessions of others.
    if (status !== told && (status === "signed-in" || told === "signed-in")) channel.postMessage(status);
    told = status;
  });
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (data === "signed-out" && session.status() === "signed-in") {
      told = "signed-out";
      session.leave();
    }
    if (data === "signed-in" && session.status() === "signed-out") {
      told = "signed-in";
      void session.refresh().catch(() => undefined);
    }
  };
}
