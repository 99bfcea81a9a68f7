import { Title } from "@mantine/core";
import type { UploadRow } from "@hpc/api/wire.ts";
import { LoadingFace } from "@hpc/ui/faces/loading-face.tsx";
import { useFormat } from "@hpc/ui/use-format.ts";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../../app/portal-context.ts";
import { useTransferViews } from "../../../parts/transfers/transfers-context.ts";
import { useIntake } from "../use-intake.ts";
import { limitsQuery } from "../../../parts/transfers/queries.ts";
import { UnfinishedUploads } from "./unfinished-uploads.tsx";
import { UnifiedUploader } from "./unified-uploader.tsx";
import classes from "./uploads.module.css";

const PastUploads = lazy(() => import("./past-uploads.tsx"));
const TransferList = lazy(() => import("./transfer-list.tsx"));
const RemoveDialog = lazy(() => import("./remove-dialog.tsx"));

export function UploadsPage() {
  const { t } = useTranslation("uploads");
  const format = useFormat();
  const { api } = usePortal();
  const intake = useIntake();
  const limits = useQuery(limitsQuery(api)).data;
  const underWay = useTransferViews().length > 0;
  const [removing, setRemoving] = useState<readonly UploadRow[]>([]);
  return (
    <UnifiedUploader intake={intake} title={<Title order={1} className="visually-hidden">{t("title")}</Title>}>
      <Suspense>{underWay && <TransferList />}</Suspense>
      <UnfinishedUploads onRemove={setRemoving} />
      <Suspense fallback={<LoadingFace rows={8} />}>
        <PastUploads onRemove={setRemoving} />
      </Suspense>
      <Suspense>{removing.length > 0 && <RemoveDialog rows={removing} onClose={() => setRemoving([])} />}</Suspense>
      {limits !== undefined && (
        <p className={classes.limits}>{t("limits", { size: format.bytes(limits.max_file_bytes), days: limits.idle_days })}</p>
      )}
    </UnifiedUploader>
  );
}
