import { Button, TextInput } from "@mantine/core";
import type { AccountDetail } from "@hpc/api/wire.ts";
import { TimeAgo } from "@hpc/ui/time-ago.tsx";
import { type SyntheticEvent, useState } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import identityClasses from "../../parts/identity/identity.module.css";
import { SourceWords } from "../../parts/identity/person-words.tsx";
import { Fact, Facts, Panel } from "../../parts/panel.tsx";
import classes from "../../parts/panel.module.css";
import { ProblemAlert } from "../../parts/problem-alert.tsx";
import { useChangeAccount } from "./use-change-account.ts";

export function UserProfilePanel({ user }: { user: AccountDetail }) {
  const { t } = useTranslation("admin");
  const [name, setName] = useState(user.display_name);
  const [email, setEmail] = useState(user.email);
  const changing = useChangeAccount(user, t("user.saved"));
  const changed = name !== user.display_name || email !== user.email;

  function submit(event: SyntheticEvent) {
    event.preventDefault();
    changing.mutate({ display_name: name.trim(), email: email.trim() });
  }

  return (
    <Panel id="profile" title={t("user.profile")}>
      <div className={classes.body}>
        <form className={identityClasses.form} onSubmit={submit}>
          <TextInput label={t("fields.display_name")} value={name} onChange={(event) => setName(event.currentTarget.value)} maxLength={200} autoComplete="off" />
          <TextInput label={t("fields.email")} type="email" value={email} onChange={(event) => setEmail(event.currentTarget.value)} maxLength={200} autoComplete="off" />
          {changing.isError && <ProblemAlert error={changing.error} />}
          {changed && (
            <div>
              <Button type="submit" loading={changing.isPending}>
                {t("user.save")}
              </Button>
            </div>
          )}
        </form>
      </div>
      <Facts>
        <Fact name={t("users.source")}>
          <SourceWords source={user.source} />
        </Fact>
        <Fact name={t("user.created")}>
          <TimeAgo time={user.created_at} />
        </Fact>
        <Fact name={t("users.lastSignIn")}>{user.last_sign_in_at === null ? t("users.neverSignedIn") : <TimeAgo time={user.last_sign_in_at} />}</Fact>
      </Facts>
    </Panel>
  );
}
