import { useEffect, useEffectEvent, useState } from "react";
import { Paced } from "./paced.ts";

/**
 * A refetch at once, and then at most every so often. While nobody looks at the tab nothing is fetched; once somebody does,
 * what was asked for meanwhile.
 */
export function usePaced(refetch: () => void, everyMs: () => number): { ask: () => void; now: () => void } {
  const run = useEffectEvent(refetch);
  const every = useEffectEvent(everyMs);
  const [handle] = useState<{ paced: Paced | null; asked: boolean }>({ paced: null, asked: false });
  useEffect(() => {
    const paced = new Paced(
      () => {
        if (document.hidden) handle.asked = true;
        else run();
      },
      () => every(),
    );
    handle.paced = paced;
    const look = () => {
      if (document.hidden || !handle.asked) return;
      handle.asked = false;
      paced.ask();
    };
    document.addEventListener("visibilitychange", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
      paced.cancel();
      handle.paced = null;
    };
  }, [handle]);
  return { ask: () => handle.paced?.ask(), now: () => handle.paced?.now() };
}
