import { Title } from "@mantine/core";
import type { UploadRow } from "@hpc/api/wire.ts";
import { useFormat } from "@hpc/ui/use-format.ts";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { usePortal } from "../../../app/portal-context.ts";
import { useIntake } from "../engine/use-intake.ts";
import { limitsQuery } from "../queries/uploads-queries.ts";
import { PastUploads } from "./past-uploads.tsx";
import { TransferList } from "./transfer-list.tsx";
import { UnfinishedUploads } from "./unfinished-uploads.tsx";
import { UnifiedUploader } from "./unified-uploader.tsx";
import classes from "./uploads.module.css";

const RemoveDialog = lazy(() => import("./remove-dialog.tsx"));

export function UploadsPage() {
  const { t } = useTranslation("uploads");
  const format = useFormat();
  const { api } = usePortal();
  const intake = useIntake();
  const limits = useQuery(limitsQuery(api)).data;
  const [removing, setRemoving] = useState<readonly UploadRow[]>([]);
  return (
    <UnifiedUploader intake={intake}>
      <TransferList />
      <UnfinishedUploads onRemove={setRemoving} />
      <PastUploads onRemove={setRemoving} />
      <Suspense>{removing.length > 0 && <RemoveDialog rows={removing} onClose={() => setRemoving([])} />}</Suspense>
      <Title order={1} className="visually-hidden">
        {t("title")}
      </Title>
      {limits !== undefined && (
        <p className={classes.limits}>{t("limits", { size: format.bytes(limits.max_file_bytes), days: limits.idle_days })}</p>
      )}
    </UnifiedUploader>
  );
}
