import { Title } from "@mantine/core";
import { ErrorFace } from "@hpc/ui/faces/error-face.tsx";
import { LoadingFace } from "@hpc/ui/faces/loading-face.tsx";
import { useFormat } from "@hpc/ui/use-format.ts";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { usePortal } from "../../app/portal-context.ts";
import classes from "./overview.module.css";
import { limitsQuery } from "./queries.ts";

export function UploadLimitsCard() {
  const { t } = useTranslation("overview");
  const format = useFormat();
  const { api } = usePortal();
  const limits = useQuery(limitsQuery(api));
  const known = limits.data;
  const facts =
    known === undefined
      ? []
      : [
          [t("fileSize"), t("upTo", { value: format.bytes(known.max_file_bytes) })],
          [t("openUploads"), t("upTo", { value: format.count(known.max_open_uploads) })],
          [t("openBytes"), t("upTo", { value: format.bytes(known.max_open_bytes) })],
          [t("idle"), t("days", { count: known.idle_days })],
        ];
  return (
    <section className={classes.panel} aria-labelledby="limits-title">
      <div className={classes.panelHead}>
        <Title order={2} id="limits-title">
          {t("limits")}
        </Title>
      </div>
      {limits.isPending && <LoadingFace rows={4} />}
      {limits.isError && known === undefined && <ErrorFace error={limits.error} onRetry={() => void limits.refetch()} />}
      <dl className={classes.facts}>
        {facts.map(([name, value]) => (
          <div key={name} className={classes.fact}>
            <dt>{name}</dt>
            <dd className="tabular">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
