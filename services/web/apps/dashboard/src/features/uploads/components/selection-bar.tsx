import { Button } from "@mantine/core";
import type { UploadRow } from "@hpc/api/wire.ts";
import { IconTrash } from "@tabler/icons-react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import classes from "./uploads.module.css";

/** What can be done with the selected rows. */
export function SelectionBar({ rows, onRemove, onUnselect }: { rows: readonly UploadRow[]; onRemove: (rows: readonly UploadRow[]) => void; onUnselect: () => void }) {
  const { t } = useTranslation("uploads");
  const removable = rows.filter(({ status }) => status !== "cancelled");
  const files = removable.some(({ status }) => status === "completed");
  return (
    <div className={classes.selection} role="region" aria-label={t("past.selected", { count: rows.length })}>
      <span className="tabular" role="status">
        {t("past.selected", { count: rows.length })}
      </span>
      <Button variant="default" leftSection={<IconTrash size={14} />} disabled={removable.length === 0} onClick={() => onRemove(removable)}>
        {files ? t("row.delete") : t("row.cancel")}
      </Button>
      <Button variant="subtle" color="gray" onClick={onUnselect}>
        {t("past.unselect")}
      </Button>
    </div>
  );
}
