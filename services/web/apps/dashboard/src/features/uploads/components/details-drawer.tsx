import "@hpc/ui/styles/dialogs.ts";
import { Button, Drawer } from "@mantine/core";
import { storedName } from "@hpc/api/uploads.ts";
import { copyText } from "@hpc/ui/copy-text.ts";
import { ErrorFace } from "@hpc/ui/faces/error-face.tsx";
import { LoadingFace } from "@hpc/ui/faces/loading-face.tsx";
import { parseTime } from "@hpc/ui/format.ts";
import { visibleName } from "@hpc/ui/name-text.ts";
import { notify } from "@hpc/ui/notices.tsx";
import { UploadStatusLabel } from "@hpc/ui/upload-status-label.tsx";
import { useDialog } from "@hpc/ui/use-dialog.ts";
import { useFormat } from "@hpc/ui/use-format.ts";
import { IconLink } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../../app/portal-context.ts";
import { uploadsKey } from "../../../parts/transfers/queries.ts";
import { KindLabel } from "./kind-label.tsx";
import classes from "./uploads.module.css";

/** Everything about one upload, linkable by `?show=`. */
export default function DetailsDrawer({ uploadId, onClose }: { uploadId: string; onClose: () => void }) {
  const dialog = useDialog();
  const { t } = useTranslation("uploads");
  const format = useFormat();
  const { api } = usePortal();
  const detail = useQuery({ queryKey: [...uploadsKey, "show", uploadId], queryFn: ({ signal }) => api.uploads.show(uploadId, signal) });
  const row = detail.data;
  const time = (text: string | null | undefined) => (typeof text === "string" ? format.absolute(parseTime(text)) : t("details.none"));
  const copyLink = () => void copyText(window.location.href).then((copied) => copied && notify("good", t("details.linkCopied")));
  return (
    <Drawer opened onClose={onClose} position="right" size={420} title={t("details.title")} {...dialog}>
      {detail.isPending && <LoadingFace />}
      {detail.isError && <ErrorFace error={detail.error} onRetry={() => void detail.refetch()} />}
      {row !== undefined && (
        <>
          <dl className={classes.details}>
            <Item name={t("columns.filename")}>
              <bdi className={classes.whole}>{visibleName(storedName(row))}</bdi>
            </Item>
            <Item name={t("columns.status")}>
              <UploadStatusLabel status={row.status} />
            </Item>
            {typeof row.error_message === "string" && <Item name={t("details.error")}>{row.error_message}</Item>}
            <Item name={t("columns.file_type")}>
              <KindLabel kind={row.file_type} />
            </Item>
            <Item name={t("columns.file_size")}>
              {format.bytes(row.file_size)} <span className={classes.dim}>({format.exactBytes(row.file_size)})</span>
            </Item>
            <Item name={t("details.chunks")}>
              {t("details.chunksOf", { done: format.count(row.uploaded_chunks), total: format.count(row.total_chunks), size: format.bytes(row.chunk_size) })}
            </Item>
            <Item name={t("columns.user_id")}>
              <bdi>{row.user_id}</bdi>
            </Item>
            {typeof row.job_id === "string" && <Item name={t("details.job")}>{row.job_id}</Item>}
            <Item name={typeof row.file_path === "string" ? t("details.path") : t("details.folder")}>
              <code className={classes.whole}>{visibleName(row.file_path ?? row.storage_path)}</code>
            </Item>
            <Item name={t("details.created")}>{time(row.created_at)}</Item>
            <Item name={t("details.completed")}>{time(row.completed_at)}</Item>
            <Item name={t("details.id")}>
              <code>{row.upload_id}</code>
            </Item>
          </dl>
          <Button variant="default" leftSection={<IconLink size={15} />} onClick={copyLink}>
            {t("details.link")}
          </Button>
        </>
      )}
    </Drawer>
  );
}

function Item({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
