import type { ReservationRow } from "@hpc/api/nodes-wire.ts";
import { TimeAgo } from "@hpc/ui/time-ago.tsx";
import { useFormat } from "@hpc/ui/use-format.ts";
import { useNow } from "@hpc/ui/use-now.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import panel from "../../parts/panel.module.css";
import { Fold } from "./fold.tsx";
import { LimitList } from "./limit-list.tsx";
import { reservationLimits } from "./limits.ts";
import classes from "./partitions.module.css";

interface ReservationItemProps {
  row: ReservationRow;
  open: boolean;
  onToggle: () => void;
}

/** A reservation: when and how much at a glance, for whom and how when it is unfolded. */
export function ReservationItem({ row, open, onToggle }: ReservationItemProps) {
  const { t } = useTranslation("partitions");
  const format = useFormat();
  const now = useNow();
  const begun = Date.parse(row.start_at) <= now;
  const over = Date.parse(row.end_at) <= now;
  const state = over ? "over" : begun ? "active" : "inactive";
  const maintenance = row.flags.includes("MAINT");
  return (
    <Fold
      name={row.name}
      open={open}
      onToggle={onToggle}
      marks={<span className={`${panel.mark} ${state === "active" ? (maintenance ? panel.wait : panel.ok) : panel.idle}`}>{t(state)}</span>}
      glance={
        <>
          <span>
            {t(over ? "ended" : begun ? "ends" : "begins")} <TimeAgo time={begun ? row.end_at : row.start_at} />
          </span>
          <span className="tabular">{t("nodesCount", { count: row.nodes, replace: { count: format.count(row.nodes) } })}</span>
          {row.partition !== "" && <span>{t("inPartition", { name: row.partition })}</span>}
        </>
      }
    >
      <p className="tabular">{periodOf(row, format.language)}</p>
      <dl className={classes.limits}>
        <div className={classes.limit}>
          <dt>{t("whichNodes")}</dt>
          <dd>
            {row.node_list} ({t("cores", { count: row.cores, replace: { count: format.count(row.cores) } })})
          </dd>
        </div>
        {row.features !== "" && (
          <div className={classes.limit}>
            <dt>{t("features")}</dt>
            <dd>{row.features}</dd>
          </div>
        )}
      </dl>
      <LimitList limits={reservationLimits(row)} />
    </Fold>
  );
}

/** From when to when, in the person's zone. */
function periodOf({ start_at, end_at }: ReservationRow, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).formatRange(new Date(start_at), new Date(end_at));
}
