import { Button } from "@mantine/core";
import type { AccountDetail } from "@hpc/api/wire.ts";
import { useState } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../app/portal-context.ts";
import { Panel } from "../../parts/panel.tsx";
import classes from "../../parts/panel.module.css";
import { ProblemAlert } from "../../parts/problem-alert.tsx";
import { GroupChoice } from "./group-choice.tsx";
import { useChangeAccount } from "./use-change-account.ts";

export function GroupsPanel({ user }: { user: AccountDetail }) {
  const { t } = useTranslation("admin");
  const { user: me } = usePortal();
  const [groups, setGroups] = useState(user.groups);
  const changing = useChangeAccount(user, t("user.saved"));
  const elsewhere = user.source === "ldap" || user.source === "oidc";
  const own = user.username === me.username;
  const changed = groups.length !== user.groups.length || groups.some((group) => !user.groups.includes(group));
  const note = elsewhere ? t("groups.elsewhere") : own ? t("groups.own") : t("groups.note");
  return (
    <Panel id="groups" title={t("groups.title")} note={note}>
      <div className={classes.body}>
        <GroupChoice chosen={groups} onChange={setGroups} readOnly={elsewhere || own} />
        {changing.isError && <ProblemAlert error={changing.error} />}
        {changed && (
          <div className={classes.foot}>
            <Button loading={changing.isPending} disabled={groups.length === 0} onClick={() => changing.mutate({ groups })}>
              {t("user.save")}
            </Button>
            <Button variant="default" onClick={() => setGroups(user.groups)}>
              {t("groups.reset")}
            </Button>
          </div>
        )}
      </div>
    </Panel>
  );
}
