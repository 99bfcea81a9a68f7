import { Skeleton } from "@mantine/core";
import { useTranslation } from "../i18n/i18n.ts";
import classes from "./face.module.css";

/** The rows of a list that is on its way; shows only after 200 ms, so that quick answers do not flicker. */
export function LoadingFace({ rows = 6, rowHeight = 20 }: { rows?: number; rowHeight?: number }) {
  const { t } = useTranslation("ui");
  return (
    <div className={classes.skeleton} role="status" aria-label={t("loading")}>
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={rowHeight} mb={16} width={`${92 - ((row * 17) % 40)}%`} />
      ))}
    </div>
  );
}
