import type { Account } from "@hpc/api/wire.ts";
import { FileName } from "@hpc/ui/file-name.tsx";
import { TimeAgo } from "@hpc/ui/time-ago.tsx";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { SourceWords } from "../../parts/identity/person-words.tsx";
import classes from "../../parts/records/records.module.css";
import type { Column } from "../../parts/records/records-table.tsx";
import { AccountState } from "./account-state.tsx";

export function useUserColumns(): readonly Column<Account>[] {
  const { t } = useTranslation("admin");
  return [
    { id: "username", label: t("users.username"), width: "minmax(96px, 1fr)", cell: (user) => <UserLink user={user} /> },
    { id: "name", label: t("users.name"), width: "minmax(120px, 1fr)", wide: true, cell: ({ display_name }) => <FileName name={display_name} /> },
    { id: "groups", label: t("users.groups"), width: "minmax(140px, 1fr)", wide: true, cell: ({ groups }) => <FileName name={groups.join(", ")} /> },
    { id: "source", label: t("users.source"), width: "minmax(120px, 180px)", wide: true, cell: ({ source }) => <span className={classes.dim}><SourceWords source={source} /></span> },
    { id: "state", label: t("users.state"), width: "120px", cell: ({ enabled }) => <AccountState enabled={enabled} /> },
    { id: "last", label: t("users.lastSignIn"), width: "120px", cell: ({ last_sign_in_at }) => <LastSignIn at={last_sign_in_at} /> },
  ];
}

function UserLink({ user: { username } }: { user: Account }) {
  return (
    <Link to="/admin/users/$name" params={{ name: username }}>
      <bdi>{username}</bdi>
    </Link>
  );
}

function LastSignIn({ at }: { at: string | null }) {
  const { t } = useTranslation("admin");
  return <span className={classes.dim}>{at === null ? t("users.neverSignedIn") : <TimeAgo time={at} />}</span>;
}
