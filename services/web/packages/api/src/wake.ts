import type { Session } from "./session.ts";

/** Timers stand still while a computer sleeps: what is due is looked at when somebody, or the network, is back. */
export function wakeWithComputer(session: Session): void {
  const look = () => session.wake();
  document.addEventListener("visibilitychange", look);
  window.addEventListener("online", look);
}
