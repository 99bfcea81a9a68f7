import "@hpc/ui/styles/fields.ts";
import { Button, Title } from "@mantine/core";
import { notify } from "@hpc/ui/notices.tsx";
import { IconPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../app/portal-context.ts";
import { KeyList } from "../../parts/identity/key-list.tsx";
import { SessionList } from "../../parts/identity/session-list.tsx";
import { Panel } from "../../parts/panel.tsx";
import classes from "../../parts/panel.module.css";
import { useHashScroll } from "../../parts/use-hash-scroll.ts";
import { PasswordPanel } from "./password-panel.tsx";
import { ProfilePanel } from "./profile-panel.tsx";
import { keysQuery, sessionsQuery } from "./queries.ts";

const KeyDialog = lazy(() => import("../../parts/identity/key-dialog.tsx"));
const ConfirmDialog = lazy(() => import("../../parts/confirm-dialog.tsx"));

/** Who one is here, and what can act in one's name: passwords, sessions, keys. */
export function AccountPage() {
  const { t } = useTranslation("account");
  const { t: identity } = useTranslation("identity");
  const { api } = usePortal();
  const queries = useQueryClient();
  const sessions = useQuery(sessionsQuery(api));
  const keys = useQuery(keysQuery(api));
  const [making, setMaking] = useState(false);
  const [ending, setEnding] = useState(false);
  useHashScroll(!sessions.isPending && !keys.isPending);
  const others = sessions.data?.sessions.filter(({ current }) => !current).length ?? 0;
  const { queryKey: keysKey } = keysQuery(api);
  const { queryKey: sessionsKey } = sessionsQuery(api);

  return (
    <div className={classes.page}>
      <Title order={1}>{t("title")}</Title>
      <div className={classes.columns}>
        <div className={classes.column}>
          <Panel
            id="sessions"
            title={t("sessions")}
            note={t("sessionsNote")}
            tools={
              others > 0 && (
                <Button variant="default" onClick={() => setEnding(true)}>
                  {t("endOthers")}
                </Button>
              )
            }
          >
            <SessionList sessions={sessions} queryKey={sessionsKey} end={(id) => api.account.endSession(id)} />
          </Panel>
          <Panel
            id="keys"
            title={t("keys")}
            note={t("keysNote")}
            tools={
              keys.data !== undefined && (
                <Button leftSection={<IconPlus size={15} />} onClick={() => setMaking(true)}>
                  {identity("keys.create")}
                </Button>
              )
            }
          >
            <KeyList keys={keys} queryKey={keysKey} revoke={(id) => api.account.revokeKey(id)} />
          </Panel>
        </div>
        <div className={classes.column}>
          <ProfilePanel />
          <PasswordPanel />
        </div>
      </div>
      <Suspense>
        {making && keys.data !== undefined && <KeyDialog scopes={keys.data.scopes} queryKey={keysKey} onClose={() => setMaking(false)} />}
        {ending && (
          <ConfirmDialog
            title={t("endOthersTitle")}
            text={t("endOthersText", { count: others })}
            confirm={t("endOthersConfirm")}
            act={async () => {
              await api.account.endOtherSessions();
              await queries.invalidateQueries({ queryKey: sessionsKey });
              notify("good", t("othersEnded"));
            }}
            onClose={() => setEnding(false)}
          />
        )}
      </Suspense>
    </div>
  );
}
