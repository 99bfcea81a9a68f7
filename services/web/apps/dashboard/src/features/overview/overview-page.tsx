import { Title } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../app/portal-context.ts";
import { ClusterProblem } from "../../parts/jobs/cluster-problem.tsx";
import { AsOf } from "../../parts/live/as-of.tsx";
import { useCluster } from "../../parts/live/use-cluster.ts";
import { AttentionNodes } from "./attention-nodes.tsx";
import { MyJobs } from "./my-jobs.tsx";
import classes from "./overview.module.css";
import { parseOverviewSearch } from "./overview-search.ts";
import { RecentUploads } from "./recent-uploads.tsx";
import { Totals } from "./totals.tsx";
import { Utilisation } from "./utilisation.tsx";
import { WaitingReasons } from "./waiting-reasons.tsx";

const route = getRouteApi("/");

/** How one's jobs are, why they wait, how the cluster is, where one's files are. */
export function OverviewPage() {
  const { t } = useTranslation("overview");
  const { user } = usePortal();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const cluster = useCluster();
  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <Title order={1}>{t("hello", { name: user.username })}</Title>
        <AsOf asOf={cluster.data?.as_of} stale={cluster.data?.stale === true} />
      </div>
      {cluster.data === undefined && cluster.isError && (
        <section className={classes.panel} aria-label={t("cluster")}>
          <ClusterProblem error={cluster.error} onRetry={() => void cluster.refetch()} />
        </section>
      )}
      {(cluster.data !== undefined || !cluster.isError) && (
        <>
          <Totals cluster={cluster.data} />
          <div className={classes.grid}>
            <MyJobs mine={cluster.data?.mine} />
            <WaitingReasons waiting={cluster.data?.waiting} />
            <Utilisation search={search} onChange={(change) => void navigate({ search: parseOverviewSearch({ ...search, ...change }), replace: true, resetScroll: false })} />
            <div className={classes.column}>
              <AttentionNodes attention={cluster.data?.nodes.attention} />
              <RecentUploads />
            </div>
          </div>
        </>
      )}
      {cluster.data === undefined && cluster.isError && <RecentUploads />}
    </div>
  );
}
