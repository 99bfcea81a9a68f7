import { IconCircleCheck, IconCircleX, IconClock, IconCloudUpload, IconCircleMinus, type Icon } from "@tabler/icons-react";
import type { UploadStatus } from "@hpc/api/wire.ts";
import { useTranslation } from "./i18n/i18n.ts";
import classes from "./upload-status-label.module.css";

const LOOKS: Record<UploadStatus, { icon: Icon; tone: string | undefined }> = {
  initialized: { icon: IconClock, tone: classes.wait },
  uploading: { icon: IconCloudUpload, tone: classes.busy },
  completed: { icon: IconCircleCheck, tone: classes.ok },
  failed: { icon: IconCircleX, tone: classes.bad },
  cancelled: { icon: IconCircleMinus, tone: classes.idle },
};

/** Colour, icon and word. */
export function UploadStatusLabel({ status, detail }: { status: UploadStatus; detail?: string | undefined }) {
  const { t } = useTranslation("ui");
  const { icon: StatusIcon, tone } = LOOKS[status];
  return (
    <span className={`${classes.status} ${tone ?? ""}`}>
      <StatusIcon size={16} stroke={1.7} aria-hidden />
      {t(`uploadStatus.${status}`)}
      {detail !== undefined && <span className={classes.statusDetail}>{detail}</span>}
    </span>
  );
}
