import { Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { usePortal } from "../../app/portal-context.ts";
import classes from "./overview.module.css";
import { PortalState } from "./portal-state.tsx";
import { RecentUploads } from "./recent-uploads.tsx";
import { UploadLimitsCard } from "./upload-limits-card.tsx";

/** What can be said now: one's files, what one may upload, and whether the portal is well. */
export function OverviewPage() {
  const { t } = useTranslation("overview");
  const { user } = usePortal();
  return (
    <div className={classes.page}>
      <Title order={1}>{t("hello", { name: user.username })}</Title>
      <div className={classes.grid}>
        <RecentUploads />
        <div className={classes.column}>
          <PortalState />
          <UploadLimitsCard />
        </div>
      </div>
    </div>
  );
}
