import { Title } from "@mantine/core";
import { EmptyFace } from "@hpc/ui/faces/empty-face.tsx";
import { LoadingFace } from "@hpc/ui/faces/loading-face.tsx";
import { StaleNote } from "@hpc/ui/faces/stale-note.tsx";
import { IconDatabaseOff, IconSitemap } from "@tabler/icons-react";
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../app/portal-context.ts";
import { ClusterProblem } from "../../parts/jobs/cluster-problem.tsx";
import { AsOf } from "../../parts/live/as-of.tsx";
import panel from "../../parts/panel.module.css";
import { NothingFits } from "../../parts/records/filters.tsx";
import tabs from "../../parts/tabs.module.css";
import { SearchField } from "../../parts/records/search-field.tsx";
import { AllAccounts, MyAccounts } from "./accounts-tab.tsx";
import classes from "./partitions.module.css";
import { listOf, named, parsePartitionsSearch, type PartitionsSearch, type Tab, TABS, toggled } from "./partitions-search.ts";
import { PartitionItem } from "./partitions-tab.tsx";
import { QosItem } from "./qos-tab.tsx";
import { accountsQuery, type All, myAccountsQuery, partitionsQuery, qosQuery, reservationsQuery } from "./queries.ts";
import { ReservationItem } from "./reservations-tab.tsx";

const route = getRouteApi("/partitions");

/** Where jobs run, and what they may use: partitions, QOS, reservations, accounts. */
export function PartitionsPage() {
  const { t } = useTranslation("partitions");
  const { show = "partitions" } = route.useSearch();
  const Shown = { partitions: Partitions, qos: Qos, reservations: Reservations, accounts: Accounts }[show];
  return (
    <div className={panel.page}>
      <div className={panel.head}>
        <Title order={1}>{t("title")}</Title>
        <nav className={tabs.tabs} aria-label={t("tabs.label")}>
          {TABS.map((tab) => (
            <Link key={tab} to="/partitions" search={parsePartitionsSearch({ show: tab })} className={tabs.tab} activeOptions={{ exact: true }} aria-current={tab === show ? "page" : undefined}>
              {t(`tabs.${tab}`)}
            </Link>
          ))}
        </nav>
      </div>
      <Shown />
    </div>
  );
}

function Partitions() {
  const { api } = usePortal();
  const { search, isOpen, toggle } = useOpen();
  const result = useQuery(partitionsQuery(api));
  const rows = named(result.data?.items ?? [], search.q);
  return (
    <Part tab="partitions" result={result} rows={rows}>
      {/* The only one there is has nothing to be folded for. */}
      {rows.map((row) => (
        <PartitionItem key={row.name} row={row} open={isOpen(row.name)} onToggle={() => toggle(row.name)} />
      ))}
    </Part>
  );
}

function Qos() {
  const { api } = usePortal();
  const { search, isOpen, toggle } = useOpen();
  const result = useQuery(qosQuery(api));
  const rows = named(result.data?.items ?? [], search.q);
  return (
    <Part tab="qos" result={result} rows={rows}>
      {rows.map((row) => (
        <QosItem key={row.name} row={row} open={isOpen(row.name)} onToggle={() => toggle(row.name)} />
      ))}
    </Part>
  );
}

function Reservations() {
  const { api } = usePortal();
  const { search, isOpen, toggle } = useOpen();
  const result = useQuery(reservationsQuery(api));
  const rows = named(result.data?.items ?? [], search.q).toSorted((a, b) => a.start_at.localeCompare(b.start_at));
  return (
    <Part tab="reservations" result={result} rows={rows}>
      {rows.map((row) => (
        <ReservationItem key={row.name} row={row} open={isOpen(row.name)} onToggle={() => toggle(row.name)} />
      ))}
    </Part>
  );
}

function Accounts() {
  const { t } = useTranslation("partitions");
  const { api } = usePortal();
  const { search, isOpen, toggle } = useOpen();
  const mine = useQuery(myAccountsQuery(api));
  const result = useQuery(accountsQuery(api));
  const rows = named(result.data?.items ?? [], search.q);
  return (
    <>
      {mine.data?.configured === true && (
        <section className={panel.panel} aria-labelledby="mine-title">
          <div className={panel.panelHead}>
            <Title order={2} id="mine-title">
              {t("mine")}
            </Title>
          </div>
          <MyAccounts rows={mine.data.items} isOpen={isOpen} onToggle={toggle} />
        </section>
      )}
      <Part tab="accounts" title={t("all")} result={result} rows={rows}>
        <AllAccounts rows={rows} isOpen={isOpen} onToggle={toggle} />
      </Part>
    </>
  );
}

function useOpen(): { search: PartitionsSearch; isOpen: (name: string) => boolean; toggle: (name: string) => void } {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const open = listOf(search.open);
  return {
    search,
    isOpen: (name) => open.includes(name),
    toggle: (name) => void navigate({ search: parsePartitionsSearch({ ...search, open: toggled(search.open, name) }), replace: true, resetScroll: false }),
  };
}

interface PartProps<Row> {
  tab: Tab;
  title?: string;
  result: UseQueryResult<All<Row>>;
  /** Those that the filter leaves. */
  rows: readonly Row[];
  children: ReactNode;
}

/** What all tabs have: a title, a filter, how fresh it is, and the faces of what is not there. */
function Part<Row>({ tab, title, result, rows, children }: PartProps<Row>) {
  const { t } = useTranslation("partitions");
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { data, isError, error, refetch, dataUpdatedAt } = result;
  const filter = (q: string) => void navigate({ search: parsePartitionsSearch({ ...search, q }), replace: true, resetScroll: false });
  return (
    <section className={panel.panel} aria-labelledby="part-title">
      <div className={panel.panelHead}>
        <Title order={2} id="part-title">
          {title ?? t(`tabs.${tab}`)}
        </Title>
        <span className={panel.space} />
        <AsOf asOf={data?.as_of} stale={data?.stale === true} followed={false} />
        <p className={panel.note}>{t(`about.${tab}`)}</p>
      </div>
      {data !== undefined && data.items.length > 8 && (
        <div className={classes.filter}>
          <SearchField value={search.q ?? ""} label={t("search")} group={t("title")} onChange={filter} />
        </div>
      )}
      {isError && data !== undefined && <StaleNote since={dataUpdatedAt} />}
      {isError && data === undefined && <ClusterProblem error={error} onRetry={() => void refetch()} />}
      {data === undefined && !isError && (
        <div className={panel.body}>
          <LoadingFace rows={6} />
        </div>
      )}
      {data !== undefined && <Nothing tab={tab} data={data} shown={rows.length} onClear={() => filter("")} />}
      {children}
    </section>
  );
}

interface NothingProps {
  tab: Tab;
  data: All<unknown>;
  shown: number;
  onClear: () => void;
}

function Nothing({ tab, data, shown, onClear }: NothingProps) {
  const { t } = useTranslation("partitions");
  if (!data.configured) return <EmptyFace icon={<IconDatabaseOff size={28} stroke={1.5} />} title={t("noAccounting")} text={t("noAccountingText")} />;
  if (data.items.length === 0) return <EmptyFace icon={<IconSitemap size={28} stroke={1.5} />} title={t(`none.${tab}`)} text={t(`noneText.${tab}`)} />;
  if (shown === 0) return <NothingFits onClear={onClear} />;
  return null;
}
