import { browserPortalApi } from "@hpc/api/portal-api.ts";
import { shareWithOtherTabs } from "@hpc/api/other-tabs.ts";
import { wakeWithComputer } from "@hpc/api/wake.ts";
import { startTexts } from "@hpc/ui/i18n/i18n.ts";
import { en as uiEn } from "@hpc/ui/i18n/texts-en.ts";
import { ko as uiKo } from "@hpc/ui/i18n/texts-ko.ts";
import { PortalProvider } from "@hpc/ui/provider.tsx";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { PortalPage } from "./portal-page.tsx";
import { en, ko } from "./texts.ts";

const queries = new QueryClient({ defaultOptions: { queries: { staleTime: 60_000, retry: 2 } } });
const api = browserPortalApi();
shareWithOtherTabs(api.session);
wakeWithComputer(api.session);

// So few that both languages come at once.
void startTexts({
  en: () => Promise.resolve({ texts: { ui: uiEn, portal: en } }),
  ko: () => Promise.resolve({ texts: { ui: uiKo, portal: ko } }),
}).then(draw);

function draw(): void {
  const root = document.getElementById("root");
  if (root === null) throw new Error("the page has no #root");
  createRoot(root).render(
    <StrictMode>
      <PortalProvider>
        <QueryClientProvider client={queries}>
          <PortalPage api={api} />
        </QueryClientProvider>
      </PortalProvider>
    </StrictMode>,
  );
}
