import { Button, Title } from "@mantine/core";
import {
  IconAppWindow,
  IconCategory,
  IconDeviceDesktop,
  IconLogout,
  IconServer2,
  IconStack2,
  type Icon,
} from "@tabler/icons-react";
import type { PortalApi } from "@hpc/api/portal-api.ts";
import { signOut } from "@hpc/api/sign-out.ts";
import type { AuthInfo, Service } from "@hpc/api/wire.ts";
import { EmptyFace } from "@hpc/ui/faces/empty-face.tsx";
import { ErrorFace } from "@hpc/ui/faces/error-face.tsx";
import { LoadingFace } from "@hpc/ui/faces/loading-face.tsx";
import { notify } from "@hpc/ui/notices.tsx";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import classes from "./portal.module.css";

const ICONS: Record<string, Icon> = { flow: IconStack2, cluster: IconServer2, desktop: IconDeviceDesktop, app: IconAppWindow };

export function ServiceTiles({ api, info }: { api: PortalApi; info: AuthInfo }) {
  const { t } = useTranslation("portal");
  const { t: shared } = useTranslation("ui");
  const queries = useQueryClient();
  const services = useQuery({ queryKey: ["services"], queryFn: () => api.services() });

  const user = useQuery({ queryKey: ["services", "user"], queryFn: () => api.currentUser() }).data;

  async function leave() {
    try {
      const to = await signOut(api.session, info, user);
      queries.removeQueries({ queryKey: ["services"] });
      if (to !== "/") window.location.assign(to);
    } catch {
      notify("bad", shared("signOutFailed"));
    }
  }

  return (
    <section aria-labelledby="services">
      <div className={classes.tilesHead}>
        <Title order={2} id="services" size="h1">
          {t("services")}
        </Title>
        <div className={classes.person}>
          {user !== undefined && <span className={classes.tileText}>{t("signedInAs", { name: user.username })}</span>}
          <Button variant="default" leftSection={<IconLogout size={15} />} onClick={() => void leave()}>
            {t("signOut")}
          </Button>
        </div>
      </div>
      {services.isPending && <LoadingFace rows={3} rowHeight={48} />}
      {services.isError && <ErrorFace error={services.error} onRetry={() => void services.refetch()} />}
      {services.data?.length === 0 && (
        <EmptyFace icon={<IconCategory size={28} stroke={1.5} />} title={t("servicesNone")} text={t("servicesNoneText")} />
      )}
      <ul className={classes.tiles}>
        {services.data?.map((service) => (
          <li key={service.url + service.name}>
            <Tile service={service} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Tile({ service }: { service: Service }) {
  const TileIcon = ICONS[service.icon] ?? IconCategory;
  // The dashboard lives in its folder; without the slash the server would have to redirect.
  const url = service.url === "/dashboard" ? "/dashboard/" : service.url;
  return (
    <a className={classes.tile} href={url}>
      <TileIcon size={22} stroke={1.5} aria-hidden />
      <span>
        <strong>{service.name}</strong>
        <span className={classes.tileText}>{service.description}</span>
      </span>
    </a>
  );
}
