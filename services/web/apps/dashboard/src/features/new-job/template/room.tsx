import type { JobTemplate } from "@hpc/api/template-job-wire.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { useFormat } from "@hpc/ui/use-format.ts";
import { useQuery } from "@tanstack/react-query";
import { usePortal } from "../../../app/portal-context.ts";
import { FreeNow } from "../free-now.tsx";
import { choicesQuery } from "../queries.ts";
import classes from "./template-job.module.css";
import type { TemplateJobForm } from "./use-template-job.ts";
import { secondsOf } from "./values.ts";

interface RoomProps {
  template: JobTemplate;
  job: TemplateJobForm;
}

/** How much of the partition is free, and whether it lets jobs run so long. */
export default function Room({ template, job }: RoomProps) {
  const { t } = useTranslation("templateJob");
  const { api } = usePortal();
  const format = useFormat();
  const rows = useQuery(choicesQuery(api)).data ?? [];
  const name = job.fields.values.partition ?? template.slurm.partition;
  const row = rows.find((partition) => partition.name === name);
  if (row === undefined) return null;
  const asked = secondsOf(job.fields.values.time ?? template.slurm.time);
  const most = row.max_time_seconds ?? null;
  return (
    <p className={classes.room}>
      <strong>{name}</strong> <FreeNow row={row} />
      {most !== null && asked !== undefined && asked > most && (
        <span className={classes.warning} role="status">
          {t("tooLong", { partition: name, time: format.duration(most) })}
        </span>
      )}
    </p>
  );
}
