import { Button } from "@mantine/core";
import { signInUrl } from "@hpc/api/next.ts";
import type { PortalApi } from "@hpc/api/portal-api.ts";
import type { PortalSocket } from "@hpc/api/socket.ts";
import { ErrorFace } from "@hpc/ui/faces/error-face.tsx";
import { ForbiddenFace } from "@hpc/ui/faces/forbidden-face.tsx";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { PortalContext } from "./portal-context.ts";
import { openingQuery } from "./session-queries.ts";

/** Takes the session from the cookie before anything else; whoever has none signs in and comes back here. */
export function Opening({ api, socket, children }: { api: PortalApi; socket: PortalSocket; children: ReactNode }) {
  const { t } = useTranslation("shell");
  const opening = useQuery(openingQuery(api));
  if (opening.isError) return <ErrorFace error={opening.error} onRetry={() => void opening.refetch()} />;
  if (opening.data === undefined) return null;
  if (opening.data === null) return <GoToSignIn />;
  const { user, info } = opening.data;
  if (!user.permissions.includes("dashboard")) {
    const action = (
      <Button component="a" href="/" variant="default">
        {t("toPortal")}
      </Button>
    );
    return <ForbiddenFace permission="dashboard" username={user.username} action={action} />;
  }
  return <PortalContext value={{ api, socket, user, info }}>{children}</PortalContext>;
}

function GoToSignIn() {
  const { pathname, search, hash } = window.location;
  window.location.replace(signInUrl(pathname + search + hash));
  return null;
}
