import { Title } from "@mantine/core";
import { storedName } from "@hpc/api/uploads.ts";
import { ErrorFace } from "@hpc/ui/faces/error-face.tsx";
import { LoadingFace } from "@hpc/ui/faces/loading-face.tsx";
import { FileName } from "@hpc/ui/file-name.tsx";
import { UploadStatusLabel } from "@hpc/ui/upload-status-label.tsx";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../app/portal-context.ts";
import classes from "./overview.module.css";
import { recentUploadsQuery } from "./queries.ts";

export function RecentUploads() {
  const { t } = useTranslation("overview");
  const { api } = usePortal();
  const recent = useQuery(recentUploadsQuery(api));
  const uploads = recent.data?.uploads;
  return (
    <section className={classes.panel} aria-labelledby="recent-title">
      <div className={classes.panelHead}>
        <Title order={2} id="recent-title">
          {t("recent")}
        </Title>
        <span className={classes.space} />
        <Link to="/uploads" className={classes.more}>
          {t("all")}
        </Link>
      </div>
      {recent.isPending && <LoadingFace rows={3} />}
      {recent.isError && uploads === undefined && <ErrorFace error={recent.error} onRetry={() => void recent.refetch()} />}
      {uploads?.length === 0 && (
        <p className={classes.quiet}>
          {t("none")}{" "}
          <Link to="/uploads" className={classes.more}>
            {t("upload")}
          </Link>
        </p>
      )}
      <ul className={classes.list}>
        {uploads?.map((upload) => (
          <li key={upload.upload_id}>
            <Link to="/uploads" search={{ show: upload.upload_id }} className={classes.row}>
              <span className={classes.name}>
                <FileName name={storedName(upload)} />
              </span>
              <span className={classes.status}>
                <UploadStatusLabel status={upload.status} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
