import { Title } from "@mantine/core";
import type { PortalApi } from "@hpc/api/portal-api.ts";
import { ColorsChoice, LanguageChoice } from "@hpc/ui/choices.tsx";
import { DemoMark } from "@hpc/ui/demo-mark.tsx";
import { ErrorFace } from "@hpc/ui/faces/error-face.tsx";
import { Notices } from "@hpc/ui/notices.tsx";
import { OpenModeBar } from "@hpc/ui/open-mode-bar.tsx";
import { SessionNotice } from "@hpc/ui/session-notice.tsx";
import { useDocumentTitle } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useState, useSyncExternalStore } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import classes from "./portal.module.css";
import { takeReturnPath } from "./return-path.ts";
import { ServiceTiles } from "./service-tiles.tsx";
import { SignInCard } from "./sign-in-card.tsx";
import { takeSignInError } from "./sign-in-error.ts";

const News = lazy(() => import("./news.tsx"));

/** What the address says: where one was going, and whether single sign-on failed. It is read once, before it is tidied. */
function arrive(): { next: string | null; refusal: string } {
  const refusal = takeSignInError(window.location, window.history);
  return { next: takeReturnPath(window.location.search, refusal !== "", () => window.sessionStorage), refusal };
}

/** `/`: the way in. Whoever came from elsewhere goes back there once signed in. */
export function PortalPage({ api }: { api: PortalApi }) {
  const { t } = useTranslation("portal");
  const [{ next, refusal }] = useState(arrive);
  const status = useSyncExternalStore(api.session.subscribe, api.session.status);
  const opening = useQuery({
    queryKey: ["opening"],
    queryFn: async () => {
      const [found, signedIn] = await Promise.all([api.authInfo(), api.session.refresh()]);
      if (!signedIn && found.open_mode) api.session.enterOpenMode();
      return found;
    },
    staleTime: Infinity,
  });
  const info = opening.data;
  const leaving = status === "signed-in" && next !== null;
  useEffect(() => {
    if (leaving) window.location.replace(next);
  }, [leaving, next]);
  useDocumentTitle(info?.cluster_name ?? "HPC Portal");
  const motd = info?.message_of_the_day;

  return (
    <div className={classes.page}>
      {info?.open_mode === true && <OpenModeBar />}
      <header className={classes.bar}>
        <Title order={1} className={classes.cluster}>
          {info?.cluster_name ?? "\u00a0"}
        </Title>
        {info?.demo === true && <DemoMark />}
        <span className={classes.space} />
        <LanguageChoice />
        <ColorsChoice />
      </header>
      <main className={classes.main}>
        {opening.isError && <ErrorFace error={opening.error} onRetry={() => void opening.refetch()} />}
        {info !== undefined && (
          <>
            {status === "signed-in" && !leaving && <ServiceTiles api={api} info={info} />}
            {status !== "signed-in" && <SignInCard api={api} info={info} next={next} failure={refusal} />}
            {motd !== null && motd !== undefined && motd.trim() !== "" && (
              <section className={classes.news} aria-labelledby="news">
                <Title order={2} id="news" size="h3">
                  {t("news")}
                </Title>
                <Suspense fallback={null}>
                  <News markdown={motd} />
                </Suspense>
              </section>
            )}
          </>
        )}
      </main>
      <SessionNotice session={api.session} />
      <Notices />
    </div>
  );
}
