import { Button } from "@mantine/core";
import type { AccountDetail } from "@hpc/api/wire.ts";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../app/portal-context.ts";
import { Panel } from "../../parts/panel.tsx";
import classes from "../../parts/panel.module.css";
import { ProblemAlert } from "../../parts/problem-alert.tsx";
import { useChangeAccount } from "./use-change-account.ts";

const ConfirmDialog = lazy(() => import("../../parts/confirm-dialog.tsx"));
const PasswordDialog = lazy(() => import("./password-dialog.tsx"));

/** Who may come in with this account: on and off, and the password. */
export function AccessPanel({ user }: { user: AccountDetail }) {
  const { t } = useTranslation("admin");
  const { user: me } = usePortal();
  const [asking, setAsking] = useState<"disable" | "password" | null>(null);
  const enabling = useChangeAccount(user, t("access.enabled", { name: user.username }));
  const disabling = useChangeAccount(user, t("access.disabled", { name: user.username }));
  const own = user.username === me.username;
  const ends = [t("access.sessions", { count: user.sessions }), t("access.keys", { count: user.keys })].join(", ");
  const close = () => setAsking(null);
  return (
    <Panel id="access" title={t("access.title")} {...(own ? { note: t("access.own") } : {})}>
      <div className={classes.body}>
        {enabling.isError && <ProblemAlert error={enabling.error} />}
        <div className={classes.foot} style={{ marginTop: 0 }}>
          {user.source === "local" && (
            <Button variant="default" onClick={() => setAsking("password")}>
              {t("access.setPassword")}
            </Button>
          )}
          {user.enabled && !own && (
            <Button variant="default" c="red" onClick={() => setAsking("disable")}>
              {t("access.disable")}
            </Button>
          )}
          {!user.enabled && (
            <Button loading={enabling.isPending} onClick={() => enabling.mutate({ enabled: true })}>
              {t("access.enable")}
            </Button>
          )}
        </div>
      </div>
      <Suspense>
        {asking === "password" && <PasswordDialog user={user} onClose={close} />}
        {asking === "disable" && (
          <ConfirmDialog
            title={t("access.disableTitle", { name: user.username })}
            text={t("access.disableText", { ends })}
            confirm={t("access.disable")}
            act={async () => {
              await disabling.mutateAsync({ enabled: false });
            }}
            onClose={close}
          />
        )}
      </Suspense>
    </Panel>
  );
}
