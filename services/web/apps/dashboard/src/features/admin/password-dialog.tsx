import "@hpc/ui/styles/dialogs.ts";
import "@hpc/ui/styles/forms.ts";
import { Button, Group, Modal, Text } from "@mantine/core";
import type { Account } from "@hpc/api/wire.ts";
import { notify } from "@hpc/ui/notices.tsx";
import { useDialog } from "@hpc/ui/use-dialog.ts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type SyntheticEvent, useState } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../app/portal-context.ts";
import identityClasses from "../../parts/identity/identity.module.css";
import { NewPassword } from "../../parts/identity/new-password.tsx";
import { strengthOf } from "../../parts/identity/password-strength.ts";
import { ProblemAlert } from "../../parts/problem-alert.tsx";
import { userQuery } from "./queries.ts";

export default function PasswordDialog({ user, onClose }: { user: Account; onClose: () => void }) {
  const dialog = useDialog();
  const { t } = useTranslation("admin");
  const { t: shared } = useTranslation("ui");
  const { api } = usePortal();
  const queries = useQueryClient();
  const [password, setPassword] = useState("");
  const setting = useMutation({
    mutationFn: () => api.admin.setPassword(user.username, password),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: userQuery(api, user.username).queryKey });
      notify("good", t("access.passwordSet", { name: user.username }));
      onClose();
    },
  });

  function submit(event: SyntheticEvent) {
    event.preventDefault();
    setting.mutate();
  }

  return (
    <Modal opened onClose={onClose} title={t("access.passwordTitle", { name: user.username })} size={440} {...dialog}>
      <form className={identityClasses.form} onSubmit={submit}>
        <Text c="dimmed">{t("access.passwordText")}</Text>
        <NewPassword value={password} onChange={setPassword} username={user.username} label={t("fields.password")} />
        {setting.isError && <ProblemAlert error={setting.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {shared("cancel")}
          </Button>
          <Button type="submit" loading={setting.isPending} disabled={strengthOf(password, user.username).weak !== null}>
            {t("access.setPassword")}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
