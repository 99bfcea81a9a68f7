import { Button, Title } from "@mantine/core";
import { ErrorFace } from "@hpc/ui/faces/error-face.tsx";
import { LoadingFace } from "@hpc/ui/faces/loading-face.tsx";
import { StaleNote } from "@hpc/ui/faces/stale-note.tsx";
import { IconUserPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../app/portal-context.ts";
import classes from "../../parts/panel.module.css";
import { NothingFits } from "../../parts/records/filters.tsx";
import { Pager } from "../../parts/records/pager.tsx";
import { RecordsTable } from "../../parts/records/records-table.tsx";
import { usersQuery } from "./queries.ts";
import { useUserColumns } from "./user-columns.tsx";
import { UserFilters } from "./user-filters.tsx";
import { parseUsersSearch, USERS_SIZES, type UsersSearch } from "./users-search.ts";

const NewUserDialog = lazy(() => import("./new-user-dialog.tsx"));
const route = getRouteApi("/admin/users");

export function UsersPage() {
  const { t } = useTranslation("admin");
  const { api } = usePortal();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const users = useQuery(usersQuery(api, search));
  const [making, setMaking] = useState(false);
  const columns = useUserColumns();
  const list = users.data;

  const go = (next: UsersSearch, replace = false, fromPageBefore = false) =>
    void navigate({ search: next, replace, resetScroll: false, state: { fromPageBefore } });
  const filter = (change: Record<string, string>, replace = false) => go(parseUsersSearch({ ...search, cursor: undefined, ...change }), replace);

  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <Title order={1}>{t("users.title")}</Title>
        <span className={classes.space} />
        <Button leftSection={<IconUserPlus size={15} />} onClick={() => setMaking(true)}>
          {t("users.create")}
        </Button>
      </div>
      <section className={classes.panel} aria-label={t("users.title")}>
        <UserFilters search={search} onChange={filter} />
        {users.isError && list !== undefined && <StaleNote since={users.dataUpdatedAt} />}
        {users.isError && list === undefined && <ErrorFace error={users.error} onRetry={() => void users.refetch()} />}
        {list === undefined && !users.isError && (
          <div className={classes.body}>
            <LoadingFace rows={8} />
          </div>
        )}
        {list?.users.length === 0 && (
          <NothingFits onClear={() => go({})} />
        )}
        {list !== undefined && list.users.length > 0 && (
          <>
            <RecordsTable
              label={t("users.title")}
              columns={columns}
              rows={list.users}
              idOf={({ username }) => username}
              dimmed={users.isPlaceholderData}
              onOpen={({ username }) => void navigate({ to: "/admin/users/$name", params: { name: username } })}
            />
            <Pager
              sizes={USERS_SIZES}
              limit={search.limit ?? USERS_SIZES[0]}
              page={search.page ?? 1}
              rows={list.users.length}
              total={list.total}
              nextCursor={list.next_cursor}
              onGo={(paging, fromPageBefore) => go(parseUsersSearch({ ...search, ...paging }), false, fromPageBefore)}
            />
          </>
        )}
      </section>
      <Suspense>{making && <NewUserDialog onClose={() => setMaking(false)} />}</Suspense>
    </div>
  );
}
