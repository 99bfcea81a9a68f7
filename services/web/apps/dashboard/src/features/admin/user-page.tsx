import "@hpc/ui/styles/forms.ts";
import { Button, Title } from "@mantine/core";
import { ErrorFace } from "@hpc/ui/faces/error-face.tsx";
import { LoadingFace } from "@hpc/ui/faces/loading-face.tsx";
import { StaleNote } from "@hpc/ui/faces/stale-note.tsx";
import { IconArrowLeft } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../app/portal-context.ts";
import classes from "../../parts/panel.module.css";
import { useHashScroll } from "../../parts/use-hash-scroll.ts";
import { AccountState } from "./account-state.tsx";
import { AccessPanel } from "./access-panel.tsx";
import { GroupsPanel } from "./groups-panel.tsx";
import { userQuery } from "./queries.ts";
import { UserKeysPanel, UserSessionsPanel } from "./user-lists.tsx";
import { UserProfilePanel } from "./user-profile-panel.tsx";

const route = getRouteApi("/admin/users/$name");

/** Everything about one account, for administrators. */
export function UserPage() {
  const { t } = useTranslation("admin");
  const { api } = usePortal();
  const { name } = route.useParams();
  const found = useQuery(userQuery(api, name));
  const user = found.data;
  useHashScroll(user !== undefined);
  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <Button component={Link} to="/admin/users" variant="default" leftSection={<IconArrowLeft size={15} />}>
          {t("users.title")}
        </Button>
        <Title order={1}>
          <bdi>{name}</bdi>
        </Title>
        {user !== undefined && <AccountState enabled={user.enabled} />}
      </div>
      {found.isPending && <LoadingFace rows={6} />}
      {found.isError && user === undefined && <ErrorFace error={found.error} onRetry={() => void found.refetch()} />}
      {found.isError && user !== undefined && <StaleNote since={found.dataUpdatedAt} />}
      {user !== undefined && (
        <div className={classes.columns}>
          <div className={classes.column}>
            {user.source !== "service" && <UserSessionsPanel user={user} />}
            <UserKeysPanel user={user} />
          </div>
          <div className={classes.column}>
            {/* What the server has is what the forms begin with, also after a change from elsewhere. */}
            <UserProfilePanel key={`${user.display_name}\n${user.email}`} user={user} />
            <GroupsPanel key={user.groups.join()} user={user} />
            <AccessPanel user={user} />
          </div>
        </div>
      )}
    </div>
  );
}
