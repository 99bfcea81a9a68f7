import { TextInput } from "@mantine/core";
import type { ClusterAccount } from "@hpc/api/nodes-wire.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { useQuery } from "@tanstack/react-query";
import { usePortal } from "../../app/portal-context.ts";
import { SelectField } from "../../parts/select-field.tsx";
import type { Field, Fields } from "./draft.ts";
import { FreeNow } from "./free-now.tsx";
import classes from "./new-job.module.css";
import { chargeableQuery, choicesQuery } from "./queries.ts";

interface FormFieldsProps {
  fields: Fields;
  wrong: ReadonlySet<Field>;
  set: (field: Field, value: string) => void;
}

/** Where the job runs, and with what. */
export function FormFields({ fields, wrong, set }: FormFieldsProps) {
  const { t } = useTranslation("newJob");
  const { api } = usePortal();
  const partitions = useQuery(choicesQuery(api)).data ?? [];
  const accounts = useQuery(chargeableQuery(api)).data ?? [];
  const partition = partitions.find(({ name, default: usual }) => (fields.partition === "" ? usual : name === fields.partition));
  const hasGpus = fields.gpus !== "" || partitions.some(({ usage }) => usage.gpus > 0);
  const field = (name: Field) => ({
    label: t(`fields.${name}`),
    value: fields[name],
    error: wrong.has(name) && t(`wrong.${name}`),
    onChange: (event: { currentTarget: { value: string } }) => set(name, event.currentTarget.value),
  });
  const line = (name: Field) => ({ ...field(name), autoComplete: "off" });
  const figure = (name: Field) => ({ ...line(name), inputMode: "numeric" as const });

  return (
    <div className={classes.fields}>
      <TextInput {...line("name")} className={classes.wide} maxLength={200} spellCheck={false} />
      <SelectField {...field("partition")} className={classes.wide} data={choices(t("usual"), fields.partition, partitions.map(({ name }) => name))} description={partition && <FreeNow row={partition} />} />
      {accounts.length > 0 && <SelectField {...field("account")} data={choices(t("usual"), fields.account, accounts.map(({ name }) => name))} />}
      {accounts.length > 0 && <SelectField {...field("qos")} data={choices(t("usual"), fields.qos, qosOf(accounts, fields.account))} />}
      <TextInput {...figure("nodes")} />
      <TextInput {...figure("tasks")} />
      <TextInput {...figure("cpus")} />
      <TextInput {...line("memory")} inputMode="decimal" placeholder={t("usual")} />
      {hasGpus && <TextInput {...line("gpus")} className={classes.wide} description={t("gpusNote")} inputWrapperOrder={ORDER} placeholder={t("noGpus")} spellCheck={false} />}
      <TextInput {...figure("hours")} />
      <TextInput {...figure("minutes")} />
      <TextInput {...line("workDir")} className={classes.wide} placeholder={t("home")} spellCheck={false} />
    </div>
  );
}

const ORDER = ["label" as const, "input" as const, "description" as const, "error" as const];

/** What is chosen stands among them, also when it is none of them any more. */
function choices(usual: string, chosen: string, names: readonly string[]) {
  const all = chosen === "" || names.includes(chosen) ? names : [chosen, ...names];
  return [{ value: "", label: usual }, ...all.map((name) => ({ value: name, label: name }))];
}

/** Those of the account; of all that one may charge while none is chosen. */
function qosOf(accounts: readonly ClusterAccount[], account: string): string[] {
  const among = accounts.filter(({ name }) => account === "" || name === account);
  return [...new Set(among.flatMap(({ qos, members }) => [...qos, ...members.flatMap((member) => member.qos)]))].sort();
}
