import { Button, Title } from "@mantine/core";
import type { NodeAction, NodeRow } from "@hpc/api/nodes-wire.ts";
import { EmptyFace } from "@hpc/ui/faces/empty-face.tsx";
import { LoadingFace } from "@hpc/ui/faces/loading-face.tsx";
import { StaleNote } from "@hpc/ui/faces/stale-note.tsx";
import { useFormat } from "@hpc/ui/use-format.ts";
import { IconFilterOff, IconServer2 } from "@tabler/icons-react";
import type { UseQueryResult } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { ClusterProblem } from "../../parts/jobs/cluster-problem.tsx";
import { AsOf } from "../../parts/live/as-of.tsx";
import { summed } from "../../parts/nodes/node-states.ts";
import { NodeFilters } from "./list/node-filters.tsx";
import { NodesTable } from "./list/nodes-table.tsx";
import { filterOf, fitting, NodeMap } from "./map/node-map.tsx";
import styles from "../../parts/records/list-page.module.css";
import tabs from "../../parts/tabs.module.css";
import { hasNodeFilter, type NodesSearch, parseNodesSearch, words } from "./nodes-search.ts";
import { useActOnNodes } from "./use-act.ts";
import { useNodeMap, useNodes } from "./use-nodes.ts";

const ActDialog = lazy(() => import("./act-dialog.tsx"));
const route = getRouteApi("/nodes");

/** All nodes, as a map or as a table, live, with the state in the URL. */
export function NodesPage() {
  const { view } = route.useSearch();
  return view === "table" ? <TableView /> : <MapView />;
}

function MapView() {
  const search = route.useSearch();
  const map = useNodeMap(search.partition);
  const data = map.data;
  const shown = data?.groups.reduce((sum, group) => sum + fitting(group, filterOf(search)), 0);
  return (
    <Frame result={map} total={data?.total} shown={shown} counts={data === undefined ? {} : summed(data.groups.map(({ counts }) => counts))}>
      {data !== undefined && shown !== 0 && <NodeMap map={data} search={search} dimmed={map.isPlaceholderData} />}
    </Frame>
  );
}

function TableView() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { nodes, more } = useNodes(search);
  const { resume } = useActOnNodes();
  const [asked, setAsked] = useState<{ action: NodeAction; rows: readonly NodeRow[] } | null>(null);
  const list = nodes.data;

  function doTo(action: NodeAction, rows: readonly NodeRow[]) {
    if (action === "resume") void resume(rows.map(({ name }) => name));
    else setAsked({ action, rows });
  }

  return (
    <Frame result={nodes} total={list?.total} shown={list?.total} counts={list?.counts ?? {}}>
      {list !== undefined && list.items.length > 0 && (
        <NodesTable
          list={list}
          search={search}
          dimmed={nodes.isPlaceholderData}
          more={more}
          onSort={(sort) => void navigate({ search: parseNodesSearch({ ...search, sort }), resetScroll: false })}
          onOpen={({ name }) => void navigate({ to: "/nodes/$name", params: { name } })}
          onAct={doTo}
        />
      )}
      <Suspense>{asked !== null && <ActDialog {...asked} onClose={() => setAsked(null)} />}</Suspense>
    </Frame>
  );
}

interface FrameProps {
  result: UseQueryResult<{ as_of: string; stale: boolean }>;
  total: number | undefined;
  shown: number | undefined;
  counts: Record<string, number>;
  children: ReactNode;
}

/** What both views stand in: head, filters, and the faces of what is not there. */
function Frame({ result, total, shown, counts, children }: FrameProps) {
  const { t } = useTranslation("nodes");
  const format = useFormat();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const go = (next: NodesSearch, replace = false) => void navigate({ search: next, replace, resetScroll: false });
  const filter = (change: Record<string, string>, replace = false) => go(parseNodesSearch({ ...search, ...change }), replace);
  const clear = () => go(parseNodesSearch({ view: search.view, sort: search.sort }));
  const { data, isError, error, refetch, dataUpdatedAt } = result;
  return (
    <div className={styles.page}>
      <section className={styles.panel} aria-labelledby="nodes-title">
        <div className={styles.head}>
          <Title order={1} id="nodes-title">
            {t("title")}
          </Title>
          <nav className={tabs.tabs} aria-label={t("view.label")}>
            <ViewTab search={search} view="map" />
            <ViewTab search={search} view="table" />
          </nav>
          <span className={styles.space} />
          {total !== undefined && shown !== undefined && (
            <span className={`${styles.dim} tabular`} aria-live="polite">
              {shown === total
                ? t("total", { count: total, replace: { total: format.count(total) } })
                : t("shown", { shown: format.count(shown), total: format.count(total) })}
            </span>
          )}
          <AsOf asOf={data?.as_of} stale={data?.stale === true} />
        </div>
        <NodeFilters search={search} counts={counts} onChange={filter} onClear={clear} />
        {isError && data !== undefined && <StaleNote since={dataUpdatedAt} />}
        {isError && data === undefined && <ClusterProblem error={error} onRetry={() => void refetch()} />}
        {data === undefined && !isError && (
          <div className={styles.loading}>
            <LoadingFace rows={12} />
          </div>
        )}
        {shown === 0 && <Empty search={search} onClear={clear} />}
        {children}
      </section>
    </div>
  );
}

function ViewTab({ search, view }: { search: NodesSearch; view: "map" | "table" }) {
  const { t } = useTranslation("nodes");
  const { state, partition, q } = search;
  // The map knows states, partitions and names only.
  const onMap = parseNodesSearch({ partition, q, state: words(state).filter((each) => each !== "attention").join(",") });
  const current = (search.view ?? "map") === view;
  return (
    <Link to="/nodes" search={view === "map" ? onMap : { ...search, view: "table" }} className={tabs.tab} activeOptions={{ exact: true }} aria-current={current ? "page" : undefined}>
      {t(`view.${view}`)}
    </Link>
  );
}

function Empty({ search, onClear }: { search: NodesSearch; onClear: () => void }) {
  const { t } = useTranslation("nodes");
  const { t: shared } = useTranslation("ui");
  if (!hasNodeFilter(search)) return <EmptyFace icon={<IconServer2 size={28} stroke={1.5} />} title={t("empty")} text={t("emptyText")} />;
  const button = (
    <Button variant="default" onClick={onClear}>
      {shared("filter.clear")}
    </Button>
  );
  return <EmptyFace icon={<IconFilterOff size={28} stroke={1.5} />} title={shared("filter.noMatch")} text={shared("filter.noMatchText")} action={button} />;
}
