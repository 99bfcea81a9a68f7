import "@hpc/ui/styles/dialogs.ts";
import "@hpc/ui/styles/forms.ts";
import { Button, Group, Modal, Radio, TextInput } from "@mantine/core";
import { notify } from "@hpc/ui/notices.tsx";
import { useDialog } from "@hpc/ui/use-dialog.ts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type SyntheticEvent, useState } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../app/portal-context.ts";
import identityClasses from "../../parts/identity/identity.module.css";
import { NewPassword } from "../../parts/identity/new-password.tsx";
import { strengthOf } from "../../parts/identity/password-strength.ts";
import { ProblemAlert } from "../../parts/problem-alert.tsx";
import { GroupChoice } from "./group-choice.tsx";

const EMPTY = { username: "", display_name: "", email: "" };

/** A person with a password, or a service account, which owns keys and cannot sign in. */
export default function NewUserDialog({ onClose }: { onClose: () => void }) {
  const dialog = useDialog();
  const { t } = useTranslation("admin");
  const { t: shared } = useTranslation("ui");
  const { api } = usePortal();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [kind, setKind] = useState("person");
  const [fields, setFields] = useState(EMPTY);
  const [groups, setGroups] = useState<string[]>([]);
  const [password, setPassword] = useState("");
  const service = kind === "service";
  const making = useMutation({
    mutationFn: () => api.admin.makeAccount({ ...fields, groups, ...(service ? { source: "service" as const } : { password }) }),
    onSuccess: async ({ username }) => {
      await queries.invalidateQueries({ queryKey: ["admin", "users"] });
      notify("good", t("users.created", { name: username }));
      onClose();
      await navigate({ to: "/admin/users/$name", params: { name: username } });
    },
  });

  function submit(event: SyntheticEvent) {
    event.preventDefault();
    making.mutate();
  }

  const field = (name: keyof typeof EMPTY) => ({
    label: t(`fields.${name}`),
    value: fields[name],
    onChange: (event: { currentTarget: { value: string } }) => setFields({ ...fields, [name]: event.currentTarget.value }),
    maxLength: 200,
    autoComplete: "off",
  });

  return (
    <Modal opened onClose={onClose} title={t("users.create")} size={520} closeOnClickOutside={false} {...dialog}>
      <form className={identityClasses.form} onSubmit={submit}>
        <Radio.Group label={t("kind.label")} value={kind} onChange={setKind}>
          <div className={identityClasses.choices}>
            <Radio size="sm" value="person" label={t("kind.person")} description={t("kind.personNote")} />
            <Radio size="sm" value="service" label={t("kind.service")} description={t("kind.serviceNote")} />
          </div>
        </Radio.Group>
        <TextInput {...field("username")} description={t("fields.usernameNote")} required withAsterisk={false} autoCapitalize="none" spellCheck={false} data-autofocus />
        <TextInput {...field("display_name")} />
        {!service && <TextInput {...field("email")} type="email" />}
        {!service && <NewPassword value={password} onChange={setPassword} username={fields.username} label={t("fields.password")} />}
        <GroupChoice chosen={groups} onChange={setGroups} readOnly={false} />
        {making.isError && <ProblemAlert error={making.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {shared("cancel")}
          </Button>
          <Button
            type="submit"
            loading={making.isPending}
            disabled={fields.username.trim() === "" || groups.length === 0 || (!service && strengthOf(password, fields.username).weak !== null)}
          >
            {t("users.make")}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
