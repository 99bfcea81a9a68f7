import { browserPortalApi } from "@hpc/api/portal-api.ts";
import { shareWithOtherTabs } from "@hpc/api/other-tabs.ts";
import { PortalSocket } from "@hpc/api/socket.ts";
import { wakeWithComputer } from "@hpc/api/wake.ts";
import { startTexts } from "@hpc/ui/i18n/i18n.ts";
import { PortalProvider } from "@hpc/ui/provider.tsx";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Opening } from "./app/opening.tsx";
import { queryClient } from "./app/query-client.ts";
import { router } from "./app/router.tsx";
import { openingQuery } from "./app/session-queries.ts";
import { firstTexts } from "./app/texts.ts";
import { browserTransfers } from "./parts/transfers/browser-transfers.ts";
import { limitsQuery } from "./parts/transfers/queries.ts";
import { TransfersContext } from "./parts/transfers/transfers-context.ts";

const api = browserPortalApi();
const queries = queryClient();
const socket = new PortalSocket({
  open: () => new WebSocket(`${window.location.protocol === "https:" ? "wss" : "ws"}://${window.location.host}/ws`),
  renew: () => api.session.refresh(),
  token: () => api.session.token(),
});
const transfers = browserTransfers(api, () => queries.query({ ...limitsQuery(api), staleTime: "static" }));

api.session.subscribe(() => {
  if (api.session.status() !== "signed-in") {
    socket.stop();
    return;
  }
  socket.start();
  // What failed for want of a session is asked again; who is signed in is settled already.
  void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "opening" });
});
shareWithOtherTabs(api.session);
wakeWithComputer(api.session);
// A file dropped beside the place for it must not replace the page, and the transfers with it.
for (const type of ["dragover", "drop"] as const) window.addEventListener(type, (event) => event.preventDefault());
window.addEventListener("online", () => socket.wake());

// Asked while the texts are on their way.
void queries.query(openingQuery(api)).catch(() => undefined);
void startTexts(firstTexts).then(draw);

function draw(): void {
  const root = document.getElementById("root");
  if (root === null) throw new Error("the page has no #root");
  createRoot(root).render(
    <StrictMode>
      <PortalProvider>
        <QueryClientProvider client={queries}>
          <TransfersContext value={transfers}>
            <Opening api={api} socket={socket}>
              <RouterProvider router={router} />
            </Opening>
          </TransfersContext>
        </QueryClientProvider>
      </PortalProvider>
    </StrictMode>,
  );
}
