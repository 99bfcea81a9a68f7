import "@hpc/ui/styles/fields.ts";
import { Group, Text, TextInput } from "@mantine/core";
import type { JobRow } from "@hpc/api/cluster-wire.ts";
import { notify } from "@hpc/ui/notices.tsx";
import { useFormat } from "@hpc/ui/use-format.ts";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../../app/portal-context.ts";
import { AskDialog } from "../ask-dialog.tsx";
import { jobsKey } from "../queries.ts";

const MOST_HOURS = 24 * 365;

/** Another time limit, in hours and minutes; Slurm counts whole minutes. */
export default function TimeLimitDialog({ job, onClose }: { job: JobRow; onClose: () => void }) {
  const { t } = useTranslation("jobs");
  const format = useFormat();
  const { api } = usePortal();
  const queries = useQueryClient();
  const before = job.time_limit_seconds ?? 0;
  const [hours, setHours] = useState(String(Math.floor(before / 3600)));
  const [minutes, setMinutes] = useState(String(Math.floor((before % 3600) / 60)));
  const seconds = Number(hours) * 3600 + Number(minutes) * 60;
  const good = Number.isInteger(seconds) && seconds >= 60 && seconds <= MOST_HOURS * 3600 && seconds !== before;

  async function change() {
    // As Slurm shows it: the number of an array would also mean its tasks that run.
    await api.cluster.setTimeLimit(job.id, seconds);
    notify("good", t("limit.done", { id: job.id, limit: format.duration(seconds) }));
    void queries.invalidateQueries({ queryKey: jobsKey }, { cancelRefetch: false });
  }

  return (
    <AskDialog title={t("limit.title", { id: job.id })} confirm={t("limit.change")} act={good ? change : undefined} onClose={onClose}>
      <Group gap="sm" align="flex-end">
        <TextInput label={t("limit.hours")} value={hours} inputMode="numeric" w={110} data-autofocus onChange={(event) => setHours(digits(event.currentTarget.value))} />
        <TextInput label={t("limit.minutes")} value={minutes} inputMode="numeric" w={110} onChange={(event) => setMinutes(digits(event.currentTarget.value))} />
      </Group>
      <Text mt="sm" c="dimmed" size="sm">
        {t("limit.note")}
      </Text>
    </AskDialog>
  );
}

function digits(text: string): string {
  return text.replaceAll(/\D/g, "").slice(0, 5);
}
