import { Title } from "@mantine/core";
import { EmptyFace } from "@hpc/ui/faces/empty-face.tsx";
import { LoadingFace } from "@hpc/ui/faces/loading-face.tsx";
import { StaleNote } from "@hpc/ui/faces/stale-note.tsx";
import { useFormat } from "@hpc/ui/use-format.ts";
import { IconServer2 } from "@tabler/icons-react";
import type { UseQueryResult } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { ClusterProblem } from "../../parts/jobs/cluster-problem.tsx";
import { AsOf } from "../../parts/live/as-of.tsx";
import { NothingFits } from "../../parts/records/filters.tsx";
import styles from "../../parts/records/list-page.module.css";
import tabs from "../../parts/tabs.module.css";
import { NodeFilters } from "./list/node-filters.tsx";
import { hasNodeFilter, type NodesSearch, parseNodesSearch, words } from "./nodes-search.ts";

const route = getRouteApi("/nodes");

interface NodesFrameProps {
  result: UseQueryResult<{ as_of: string; stale: boolean }>;
  total: number | undefined;
  shown: number | undefined;
  counts: Record<string, number>;
  children: ReactNode;
}

/** What both views stand in: head, filters, and the faces of what is not there. */
export function NodesFrame({ result, total, shown, counts, children }: NodesFrameProps) {
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
  if (!hasNodeFilter(search)) return <EmptyFace icon={<IconServer2 size={28} stroke={1.5} />} title={t("empty")} text={t("emptyText")} />;
  return <NothingFits onClear={onClear} />;
}
