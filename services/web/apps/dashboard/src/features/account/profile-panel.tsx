import { TimeAgo } from "@hpc/ui/time-ago.tsx";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../app/portal-context.ts";
import { Names, Permissions, SourceWords } from "../../parts/identity/person-words.tsx";
import { Fact, Facts, Panel } from "../../parts/panel.tsx";

export function ProfilePanel() {
  const { t } = useTranslation("account");
  const { user } = usePortal();
  const { display_name, last_sign_in_at } = user;
  return (
    <Panel id="profile" title={t("profile")}>
      <Facts>
        <Fact name={t("username")}>
          <bdi>{user.username}</bdi>
        </Fact>
        {display_name !== "" && (
          <Fact name={t("name")}>
            <bdi>{display_name}</bdi>
          </Fact>
        )}
        {user.email !== "" && (
          <Fact name={t("email")}>
            <bdi>{user.email}</bdi>
          </Fact>
        )}
        <Fact name={t("groups")}>{user.groups.length === 0 ? t("noGroups") : <Names names={user.groups} />}</Fact>
        <Fact name={t("may")}>
          <Permissions permissions={user.permissions} />
        </Fact>
        {user.source !== null && (
          <Fact name={t("source")}>
            <SourceWords source={user.source} />
          </Fact>
        )}
        {last_sign_in_at !== null && (
          <Fact name={t("lastSignIn")}>
            <TimeAgo time={last_sign_in_at} />
          </Fact>
        )}
      </Facts>
    </Panel>
  );
}
