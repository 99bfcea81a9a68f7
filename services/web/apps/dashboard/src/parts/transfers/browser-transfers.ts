/** The transfers of this tab, wired to the browser. */
import type { PortalApi } from "@hpc/api/portal-api.ts";
import type { UploadLimits } from "@hpc/api/wire.ts";
import { checksumInWorker } from "./checksum.ts";
import { Gate } from "./gate.ts";
import { forgetFile, rememberFile } from "./remembered-files.ts";
import { isActive } from "./transfer.ts";
import { Transfers } from "./transfers.ts";

const PUBLISH_EVERY_MS = 200;
const TICK_MS = 1000;

/** `limits` comes from the query cache, so that a hundred small files ask once. */
export function browserTransfers(api: PortalApi, limits: () => Promise<UploadLimits>): Transfers {
  const transfers = new Transfers({
    calls: api.uploads,
    limits,
    checksum: checksumInWorker(),
    gate: new Gate(),
    now: () => Date.now(),
    random: () => Math.random(),
    newId,
    wait: (ms, cause, signal) => wait(ms, cause === "network", signal),
    remember: ({ uploadId = "", filename, file, handle }) =>
      void rememberFile({ uploadId, filename, size: file.size, lastModified: file.lastModified, handle }),
    forget: (uploadId) => void forgetFile(uploadId),
    soon: (callback) => setTimeout(callback, PUBLISH_EVERY_MS),
  });

  api.session.subscribe(() => {
    if (api.session.status() === "signed-out") transfers.sessionEnded();
    if (api.session.status() === "signed-in") transfers.sessionBegan();
  });
  setInterval(() => transfers.tick(), TICK_MS);
  window.addEventListener("beforeunload", (event) => {
    if (transfers.views().some(({ state }) => isActive(state) || state.name === "signed-out" || state.name === "queued")) event.preventDefault();
  });
  return transfers;
}

/** Rejects when aborted; ends early when the network is back and that was what we waited for. */
function wait(ms: number, untilOnline: boolean, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      window.removeEventListener("online", done);
      signal.removeEventListener("abort", aborted);
      settle();
    };
    const done = () => finish(resolve);
    const aborted = () => finish(() => reject(signal.reason as Error));
    const timer = setTimeout(done, ms);
    if (untilOnline) window.addEventListener("online", done);
    signal.addEventListener("abort", aborted);
    if (signal.aborted) aborted();
  });
}

/** 32 random hex digits. `crypto.randomUUID` is missing on pages served without TLS, where the portal works too. */
function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
