import { Button } from "@mantine/core";
import type { AccountDetail } from "@hpc/api/wire.ts";
import { notify } from "@hpc/ui/notices.tsx";
import { IconPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../app/portal-context.ts";
import { KeyList } from "../../parts/identity/key-list.tsx";
import { SessionList } from "../../parts/identity/session-list.tsx";
import { Panel } from "../../parts/panel.tsx";
import { userKeysQuery, userQuery, userSessionsQuery } from "./queries.ts";

const KeyDialog = lazy(() => import("../../parts/identity/key-dialog.tsx"));
const ConfirmDialog = lazy(() => import("../../parts/confirm-dialog.tsx"));

export function UserSessionsPanel({ user }: { user: AccountDetail }) {
  const { t } = useTranslation("admin");
  const { api } = usePortal();
  const queries = useQueryClient();
  const [ending, setEnding] = useState(false);
  const sessions = useQuery(userSessionsQuery(api, user.username));
  // The account's own figures are under the same key.
  const { queryKey } = userQuery(api, user.username);
  const count = sessions.data?.total ?? 0;
  return (
    <Panel
      id="sessions"
      title={t("user.sessions")}
      tools={
        count > 0 && (
          <Button variant="default" onClick={() => setEnding(true)}>
            {t("user.endAll")}
          </Button>
        )
      }
    >
      <SessionList sessions={sessions} queryKey={queryKey} end={(id) => api.admin.endSession(user.username, id)} />
      <Suspense>
        {ending && (
          <ConfirmDialog
            title={t("user.endAllTitle", { name: user.username })}
            text={t("user.endAllText", { count })}
            confirm={t("user.endAll")}
            act={async () => {
              await api.admin.endAllSessions(user.username);
              await queries.invalidateQueries({ queryKey });
              notify("good", t("user.allEnded", { name: user.username }));
            }}
            onClose={() => setEnding(false)}
          />
        )}
      </Suspense>
    </Panel>
  );
}

export function UserKeysPanel({ user }: { user: AccountDetail }) {
  const { t } = useTranslation("admin");
  const { t: identity } = useTranslation("identity");
  const { api, user: me } = usePortal();
  const [making, setMaking] = useState(false);
  const keys = useQuery(userKeysQuery(api, user.username));
  const { queryKey } = userQuery(api, user.username);
  // For anybody else a key would be a way to be them.
  const mayMake = user.source === "service" || user.username === me.username;
  return (
    <Panel
      id="keys"
      title={t("user.keys")}
      {...(mayMake ? {} : { note: t("user.keysNote") })}
      tools={
        mayMake &&
        keys.data !== undefined && (
          <Button leftSection={<IconPlus size={15} />} onClick={() => setMaking(true)}>
            {identity("keys.create")}
          </Button>
        )
      }
    >
      <KeyList keys={keys} queryKey={queryKey} revoke={(id) => api.account.revokeKey(id)} />
      <Suspense>
        {making && keys.data !== undefined && (
          <KeyDialog scopes={keys.data.scopes} queryKey={queryKey} user={user.username} onClose={() => setMaking(false)} />
        )}
      </Suspense>
    </Panel>
  );
}
