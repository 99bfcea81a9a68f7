import { Button } from "@mantine/core";
import type { JobRow } from "@hpc/api/cluster-wire.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../../app/portal-context.ts";
import { LIST_ACTIONS, type ListAction, mayDo } from "../job-actions.ts";
import styles from "../../../parts/records/list-page.module.css";

interface SelectionBarProps {
  rows: readonly JobRow[];
  onAct: (action: ListAction, rows: readonly JobRow[]) => void;
  onUnselect: () => void;
}

/** What can be done with the selected jobs, and with how many of them. */
export function SelectionBar({ rows, onAct, onUnselect }: SelectionBarProps) {
  const { t } = useTranslation("jobs");
  const { user } = usePortal();
  return (
    <div className={styles.selection} role="region" aria-label={t("selected", { count: rows.length })}>
      <span className="tabular" role="status">
        {t("selected", { count: rows.length })}
      </span>
      {LIST_ACTIONS.map((action) => {
        const able = rows.filter((row) => mayDo(action, row, user));
        return (
          <Button key={action} variant="default" disabled={able.length === 0} onClick={() => onAct(action, able)}>
            {able.length === 0 || able.length === rows.length ? t(`action.${action}`) : t("actionOn", { action: t(`action.${action}`), count: able.length })}
          </Button>
        );
      })}
      <Button variant="subtle" color="gray" onClick={onUnselect}>
        {t("unselect")}
      </Button>
    </div>
  );
}
