import { UnstyledButton } from "@mantine/core";
import type { AuditEntry } from "@hpc/api/wire.ts";
import { FileName } from "@hpc/ui/file-name.tsx";
import { parseTime } from "@hpc/ui/format.ts";
import { visibleName } from "@hpc/ui/name-text.ts";
import { useFormat } from "@hpc/ui/use-format.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import classes from "../../parts/records/records.module.css";
import type { Column } from "../../parts/records/records-table.tsx";
import { ActionWords, OutcomeWords } from "./audit-words.tsx";

/** The time opens the details: it is what every row has. */
export function useAuditColumns(onShow: (entry: AuditEntry) => void): readonly Column<AuditEntry>[] {
  const { t } = useTranslation("admin");
  return [
    { id: "at", label: t("audit.at"), width: "146px", cell: (entry) => <At entry={entry} onShow={onShow} /> },
    { id: "actor", label: t("audit.actor"), width: "minmax(64px, 0.6fr)", cell: ({ actor }) => (actor === "-" ? <span className={classes.dim}>{t("audit.nobody")}</span> : <FileName name={actor} />) },
    { id: "action", label: t("audit.action"), width: "minmax(92px, 1fr)", cell: ({ action }) => <ActionWords action={action} /> },
    { id: "object", label: t("audit.object"), width: "minmax(140px, 1.2fr)", wide: true, cell: ({ object }) => <FileName name={object} /> },
    { id: "outcome", label: t("audit.outcome"), width: "110px", wide: true, cell: ({ outcome }) => <OutcomeWords outcome={outcome} /> },
    { id: "reason", label: t("audit.reason"), width: "minmax(100px, 0.8fr)", wide: true, cell: ({ reason }) => <span className={classes.dim}>{visibleName(reason)}</span> },
    { id: "address", label: t("audit.address"), width: "130px", wide: true, cell: ({ address }) => <bdi className={classes.dim}>{address}</bdi> },
  ];
}

/** To the second, in the person's zone: rows are compared with other logs. */
function At({ entry, onShow }: { entry: AuditEntry; onShow: (entry: AuditEntry) => void }) {
  const { t } = useTranslation("admin");
  const { language } = useFormat();
  const date = parseTime(entry.at);
  const format = new Intl.DateTimeFormat(language, { month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
  const time = format.format(date);
  return (
    <UnstyledButton className={classes.cellLink} fz="inherit" tabIndex={-1} onClick={() => onShow(entry)} aria-label={t("audit.details", { time, seq: entry.seq })} title={entry.at}>
      {time}
    </UnstyledButton>
  );
}
