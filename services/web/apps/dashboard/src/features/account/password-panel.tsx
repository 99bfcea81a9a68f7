import { Button, PasswordInput } from "@mantine/core";
import { notify } from "@hpc/ui/notices.tsx";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type SyntheticEvent, useState } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../app/portal-context.ts";
import identityClasses from "../../parts/identity/identity.module.css";
import { NewPassword } from "../../parts/identity/new-password.tsx";
import { strengthOf } from "../../parts/identity/password-strength.ts";
import { Panel } from "../../parts/panel.tsx";
import classes from "../../parts/panel.module.css";
import { ProblemAlert } from "../../parts/problem-alert.tsx";
import { sessionsQuery } from "./queries.ts";

export function PasswordPanel() {
  const { t } = useTranslation("account");
  const { user } = usePortal();
  if (user.can_change_password) {
    return (
      <Panel id="password" title={t("password")} note={t("passwordNote")}>
        <div className={classes.body}>
          <PasswordForm />
        </div>
      </Panel>
    );
  }
  if (user.source !== "ldap" && user.source !== "oidc") return null;
  return (
    <Panel id="password" title={t("password")}>
      <div className={classes.body}>
        <p className={classes.note}>{t("passwordElsewhere")}</p>
      </div>
    </Panel>
  );
}

function PasswordForm() {
  const { t } = useTranslation("account");
  const { t: shared } = useTranslation("ui");
  const { api, user } = usePortal();
  const queries = useQueryClient();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const changing = useMutation({
    mutationFn: () => api.account.changePassword(current, next),
    onSuccess: () => {
      setCurrent("");
      setNext("");
      notify("good", t("passwordChanged"));
      return queries.invalidateQueries({ queryKey: sessionsQuery(api).queryKey });
    },
  });

  function submit(event: SyntheticEvent) {
    event.preventDefault();
    changing.mutate();
  }

  return (
    <form className={identityClasses.form} onSubmit={submit}>
      {/* Tells password keepers whose password this is. */}
      <input hidden type="text" name="username" autoComplete="username" defaultValue={user.username} aria-label={t("username")} />
      <PasswordInput
        name="current-password"
        label={t("currentPassword")}
        value={current}
        onChange={(event) => setCurrent(event.currentTarget.value)}
        autoComplete="current-password"
        required
        withAsterisk={false}
        visibilityToggleButtonProps={{ "aria-label": shared("signIn.show") }}
      />
      <NewPassword value={next} onChange={setNext} username={user.username} label={t("newPassword")} />
      {changing.isError && <ProblemAlert error={changing.error} />}
      <div>
        <Button type="submit" loading={changing.isPending} disabled={current === "" || strengthOf(next, user.username).weak !== null}>
          {t("changePassword")}
        </Button>
      </div>
    </form>
  );
}
