import { Button } from "@mantine/core";
import type { NodeAction, NodeRow } from "@hpc/api/nodes-wire.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { makesSense, NODE_ACTIONS } from "../node-actions.ts";
import styles from "../../../parts/records/list-page.module.css";

interface SelectionBarProps {
  rows: readonly NodeRow[];
  onAct: (action: NodeAction, rows: readonly NodeRow[]) => void;
  onUnselect: () => void;
}

/** What can be done with the selected nodes, and with how many of them. */
export function SelectionBar({ rows, onAct, onUnselect }: SelectionBarProps) {
  const { t } = useTranslation("nodes");
  return (
    <div className={styles.selection} role="region" aria-label={t("selected", { count: rows.length })}>
      <span className="tabular" role="status">
        {t("selected", { count: rows.length })}
      </span>
      {NODE_ACTIONS.map((action) => {
        const able = rows.filter((row) => makesSense(action, row));
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
