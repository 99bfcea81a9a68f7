import { Button, Checkbox, Group, Radio, Textarea, TextInput } from "@mantine/core";
import type { MadeApiKey } from "@hpc/api/wire.ts";
import { useMutation } from "@tanstack/react-query";
import { type SyntheticEvent, useState } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../app/portal-context.ts";
import { ProblemAlert } from "../problem-alert.tsx";
import classes from "./identity.module.css";
import { networksIn, offered, type Scope, textOf } from "./scopes.ts";

const DAYS = ["30", "90", "180", "365"] as const;
const USUAL_DAYS = "90";

interface KeyFormProps {
  scopes: readonly string[];
  user: string | undefined;
  onMade: (key: MadeApiKey) => void;
  onClose: () => void;
}

export function KeyForm({ scopes, user, onMade, onClose }: KeyFormProps) {
  const { t } = useTranslation("identity");
  const { t: shared } = useTranslation("ui");
  const { api } = usePortal();
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<readonly Scope[]>([]);
  const [days, setDays] = useState<string>(USUAL_DAYS);
  const [networks, setNetworks] = useState("");
  const making = useMutation({
    mutationFn: () =>
      api.account.makeKey({
        name: name.trim(),
        scopes: [...chosen],
        expires_in_days: Number(days),
        networks: networksIn(networks),
        ...(user === undefined ? {} : { user }),
      }),
    onSuccess: onMade,
  });

  function submit(event: SyntheticEvent) {
    event.preventDefault();
    making.mutate();
  }

  const toggle = (scope: Scope) => setChosen(chosen.includes(scope) ? chosen.filter((each) => each !== scope) : [...chosen, scope]);

  return (
    <form className={classes.form} onSubmit={submit}>
      <TextInput
        label={t("keys.name")}
        description={t("keys.nameNote")}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        maxLength={100}
        required
        withAsterisk={false}
        data-autofocus
      />
      {offered(scopes).map((group) => (
        <fieldset key={group.name} className={classes.group}>
          <legend>{t(`scopeGroups.${group.name}`)}</legend>
          <div className={classes.choices}>
            {group.scopes.map((scope) => (
              <Checkbox
                key={scope}
                size="sm"
                checked={chosen.includes(scope)}
                onChange={() => toggle(scope)}
                label={scope}
                description={t(`scopes.${textOf(scope)}`)}
              />
            ))}
          </div>
        </fieldset>
      ))}
      <Radio.Group label={t("keys.lasts")} value={days} onChange={setDays}>
        <div className={classes.days}>
          {DAYS.map((value) => (
            <Radio key={value} size="sm" value={value} label={t("keys.days", { count: Number(value) })} />
          ))}
        </div>
      </Radio.Group>
      <Textarea
        label={t("keys.networks")}
        description={t("keys.networksNote")}
        placeholder="10.0.0.0/8"
        value={networks}
        onChange={(event) => setNetworks(event.currentTarget.value)}
        rows={2}
        spellCheck={false}
      />
      {making.isError && <ProblemAlert error={making.error} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {shared("cancel")}
        </Button>
        <Button type="submit" loading={making.isPending} disabled={chosen.length === 0}>
          {t("keys.make")}
        </Button>
      </Group>
    </form>
  );
}
