import { Title } from "@mantine/core";
import type { PortalApi } from "@hpc/api/portal-api.ts";
import { safeNext } from "@hpc/api/next.ts";
import { ColorsChoice, LanguageChoice } from "@hpc/ui/choices.tsx";
import { DemoMark } from "@hpc/ui/demo-mark.tsx";
import { ErrorFace } from "@hpc/ui/faces/error-face.tsx";
import { useDocumentTitle } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import classes from "./portal.module.css";
import { ServiceTiles } from "./service-tiles.tsx";
import { SignInCard } from "./sign-in-card.tsx";

const News = lazy(() => import("./news.tsx"));

/** `/`: the way in. Whoever came from elsewhere goes back there once signed in. */
export function PortalPage({ api }: { api: PortalApi }) {
  const { t } = useTranslation("portal");
  const [next] = useState(() => safeNext(new URLSearchParams(window.location.search).get("next")));
  const status = useSyncExternalStore(api.session.subscribe, api.session.status);
  const info = useQuery({ queryKey: ["auth-info"], queryFn: () => api.authInfo() });
  const opening = useQuery({
    queryKey: ["opening"],
    queryFn: async () => {
      const signedIn = await api.session.refresh();
      if (signedIn && next !== null) window.location.replace(next);
      return signedIn;
    },
    staleTime: Infinity,
  });
  useDocumentTitle(info.data?.cluster_name ?? "HPC Portal");
  const failure = info.error ?? opening.error;
  const motd = info.data?.message_of_the_day;

  return (
    <div className={classes.page}>
      <header className={classes.bar}>
        <Title order={1} className={classes.cluster}>
          {info.data?.cluster_name ?? "\u00a0"}
        </Title>
        {info.data?.demo === true && <DemoMark />}
        <span className={classes.space} />
        <LanguageChoice />
        <ColorsChoice />
      </header>
      <main className={classes.main}>
        {failure !== null && (
          <ErrorFace
            error={failure}
            onRetry={() => {
              void info.refetch();
              void opening.refetch();
            }}
          />
        )}
        {info.data !== undefined && opening.isSuccess && (
          <>
            {status === "signed-in" && next === null ? (
              <ServiceTiles api={api} />
            ) : (
              status !== "signed-in" && <SignInCard api={api} info={info.data} next={next} />
            )}
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
    </div>
  );
}
