import type { ReservationRow } from "@hpc/api/nodes-wire.ts";
import { TimeAgo } from "@hpc/ui/time-ago.tsx";
import { useNow } from "@hpc/ui/use-now.ts";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../../app/portal-context.ts";
import { expandHosts } from "../../../parts/nodes/hosts.ts";
import { Fact, Facts, Panel } from "../../../parts/panel.tsx";
import { reservationsQuery } from "../queries.ts";

/** For whom the node is kept, now or later. Nothing where it is kept for nobody. */
export function ReservationsPanel({ name }: { name: string }) {
  const { t } = useTranslation("nodes");
  const { api } = usePortal();
  const now = useNow();
  const all = useQuery(reservationsQuery(api)).data ?? [];
  const rows = all.filter(({ node_list, end_at }) => Date.parse(end_at) > now && expandHosts(node_list).includes(name));
  if (rows.length === 0) return null;
  return (
    <Panel id="reservations" title={t("one.reservations")}>
      <Facts>
        {rows.map((row) => (
          <Fact
            key={row.name}
            name={
              <Link to="/partitions" search={{ show: "reservations", open: row.name }}>
                {row.name}
              </Link>
            }
          >
            <When row={row} begun={Date.parse(row.start_at) <= now} />
          </Fact>
        ))}
      </Facts>
    </Panel>
  );
}

function When({ row, begun }: { row: ReservationRow; begun: boolean }) {
  const { t } = useTranslation("nodes");
  const whose = [...row.users, ...row.accounts, ...row.groups].join(", ");
  return (
    <>
      <div>
        {t(begun ? "one.reservedUntil" : "one.reservedFrom")} <TimeAgo time={begun ? row.end_at : row.start_at} />
      </div>
      {whose !== "" && <div>{t("one.reservedFor", { who: whose })}</div>}
    </>
  );
}
