/** Tabs of one browser do one thing at a time, where the browser can arrange it (not on pages without TLS). */

const WAIT_AT_MOST_MS = 10_000;
/** What the tab before has to say arrives within this. */
const HEAR_MS = 50;

export async function inTurn<T>(name: string, run: () => Promise<T>): Promise<T> {
  const locks = locksOfBrowser();
  if (locks === undefined) return run();
  let result: Promise<T> | undefined;
  const taken = () => result;
  const take = async () => {
    result = run();
    // Whoever holds a lock must not fail with what it holds.
    await result.catch(() => undefined);
  };
  await locks.request(name, { ifAvailable: true }, (lock) => (lock === null ? undefined : take()));
  const mine = taken();
  if (mine !== undefined) return mine;
  const patience = AbortSignal.timeout(WAIT_AT_MOST_MS);
  const later = async () => {
    await new Promise((resolve) => setTimeout(resolve, HEAR_MS));
    await take();
  };
  // The tab before us may hang: then we do not wait for it any longer.
  await locks.request(name, { signal: patience }, later).catch(() => undefined);
  return taken() ?? run();
}

function locksOfBrowser(): LockManager | undefined {
  return (globalThis as { navigator?: { locks?: LockManager } }).navigator?.locks;
}
