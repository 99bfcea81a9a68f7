import { useEffect, useState, useSyncExternalStore } from "react";
import { usePortal } from "../../app/portal-context.ts";

/** Without live updates lists are asked this often. */
export const POLL_MS = 15_000;
/** With them, too, now and then: an event may be lost where nobody notices. */
export const CHECK_MS = 60_000;
/** A connection that is about to be there is no interruption. */
const PATIENCE_MS = 3000;

export interface LiveState {
  /** Whether events arrive now. */
  live: boolean;
  /** They have not for a while: say so. */
  interrupted: boolean;
  /** For `refetchInterval`. */
  pollMs: number;
}

export function useLiveState(): LiveState {
  const { socket } = usePortal();
  const live = useSyncExternalStore(socket.watch, socket.state) === "open";
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (live) return;
    const timer = setTimeout(() => setLate(true), PATIENCE_MS);
    return () => {
      clearTimeout(timer);
      setLate(false);
    };
  }, [live]);
  return { live, interrupted: !live && late, pollMs: live ? CHECK_MS : POLL_MS };
}
