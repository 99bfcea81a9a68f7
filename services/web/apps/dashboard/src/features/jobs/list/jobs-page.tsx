import { Button, Title } from "@mantine/core";
import { jobsCsvUrl } from "@hpc/api/cluster.ts";
import type { JobRow } from "@hpc/api/cluster-wire.ts";
import { EmptyFace } from "@hpc/ui/faces/empty-face.tsx";
import { LoadingFace } from "@hpc/ui/faces/loading-face.tsx";
import { StaleNote } from "@hpc/ui/faces/stale-note.tsx";
import { useFormat } from "@hpc/ui/use-format.ts";
import { IconDownload, IconFilePlus, IconStack2 } from "@tabler/icons-react";
import { getRouteApi, Link } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { ClusterProblem } from "../../../parts/jobs/cluster-problem.tsx";
import { hasJobFilter, jobQueryOf, type JobsSearch, parseJobsSearch } from "../../../parts/jobs/jobs-search.ts";
import { AsOf } from "../../../parts/live/as-of.tsx";
import type { ListAction } from "../job-actions.ts";
import { loses } from "../job-actions.ts";
import { NothingFits } from "../../../parts/records/filters.tsx";
import styles from "../../../parts/records/list-page.module.css";
import classes from "../jobs.module.css";
import { useAct } from "../use-act.ts";
import { useJobs } from "../use-jobs.ts";
import { JobFilters } from "./job-filters.tsx";
import { JobTabs } from "./job-tabs.tsx";
import { JobsTable } from "./jobs-table.tsx";

const ActDialog = lazy(() => import("../act-dialog.tsx"));
const route = getRouteApi("/jobs");

/** All jobs that one may see: filtered, sorted and paged by the server, live, with the state in the URL. */
export function JobsPage() {
  const { t } = useTranslation("jobs");
  const { t: shared } = useTranslation("ui");
  const format = useFormat();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { jobs, more } = useJobs(search);
  const { actAtOnce } = useAct();
  const [asked, setAsked] = useState<{ action: ListAction; rows: readonly JobRow[] } | null>(null);
  const list = jobs.data;

  const go = (next: JobsSearch, replace = false) => void navigate({ search: next, replace, resetScroll: false });
  const filter = (change: Record<string, string>, replace = false) => go(parseJobsSearch({ ...search, ...change }), replace);
  const clear = () => go(parseJobsSearch({ in: search.in, sort: search.sort }));

  function doTo(action: ListAction, rows: readonly JobRow[]) {
    if (loses(action)) setAsked({ action, rows });
    else void actAtOnce(action, rows);
  }

  return (
    <div className={styles.page}>
      <section className={styles.panel} aria-labelledby="jobs-title">
        <div className={styles.head}>
          <Title order={1} id="jobs-title">
            {t("title")}
          </Title>
          <JobTabs search={search} />
          <span className={classes.new}>
            <NewJobButton />
          </span>
          <span className={styles.space} />
          {list !== undefined && (
            <span className={`${styles.dim} tabular`} aria-live="polite">
              {list.total_is_at_least ? t("atLeast", { total: format.count(list.total) }) : t("total", { count: list.total, total: format.count(list.total) })}
            </span>
          )}
          <AsOf asOf={list?.as_of} stale={list?.stale === true} />
          {/* The browser follows it with the cookie, however long the list is. */}
          {/* eslint-disable-next-line react-hooks/purity -- a period ends when the link is followed, to the second that matters to nobody */}
          <a className={classes.csv} href={jobsCsvUrl(jobQueryOf(search, Date.now()))} download>
            <IconDownload size={15} aria-hidden /> {shared("filter.csv")}
          </a>
        </div>
        <JobFilters search={search} counts={list?.counts ?? null} onChange={filter} onClear={clear} />
        {jobs.isError && list !== undefined && <StaleNote since={jobs.dataUpdatedAt} />}
        {jobs.isError && list === undefined && <ClusterProblem error={jobs.error} onRetry={() => void jobs.refetch()} />}
        {list === undefined && !jobs.isError && (
          <div className={styles.loading}>
            <LoadingFace rows={12} />
          </div>
        )}
        {list?.items.length === 0 && <Empty search={search} onClear={clear} />}
        {list !== undefined && list.items.length > 0 && (
          <JobsTable
            list={list}
            search={search}
            dimmed={jobs.isPlaceholderData}
            more={more}
            onSort={(sort) => go(parseJobsSearch({ ...search, sort }))}
            onOpen={({ job_id }) => void navigate({ to: "/jobs/$id", params: { id: String(job_id) } })}
            onAct={doTo}
          />
        )}
      </section>
      <Suspense>{asked !== null && <ActDialog {...asked} onClose={() => setAsked(null)} />}</Suspense>
    </div>
  );
}

function NewJobButton() {
  const { t } = useTranslation("jobs");
  return (
    <Button leftSection={<IconFilePlus size={15} />} renderRoot={(props) => <Link to="/jobs/new" {...props} />}>
      {t("new")}
    </Button>
  );
}

function Empty({ search, onClear }: { search: JobsSearch; onClear: () => void }) {
  const { t } = useTranslation("jobs");
  if (!hasJobFilter(search)) return <EmptyFace icon={<IconStack2 size={28} stroke={1.5} />} title={t("empty")} text={t("emptyText")} action={<NewJobButton />} />;
  return <NothingFits onClear={onClear} />;
}
