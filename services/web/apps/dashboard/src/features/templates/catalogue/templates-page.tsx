import { Button, Title } from "@mantine/core";
import { EmptyFace } from "@hpc/ui/faces/empty-face.tsx";
import { LoadingFace } from "@hpc/ui/faces/loading-face.tsx";
import { StaleNote } from "@hpc/ui/faces/stale-note.tsx";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { useFormat } from "@hpc/ui/use-format.ts";
import { IconPlus, IconTemplate } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { usePortal } from "../../../app/portal-context.ts";
import { useLiveState } from "../../../parts/live/use-live-state.ts";
import panel from "../../../parts/panel.module.css";
import { brokenQuery, categoriesQuery, folderQuery, listQuery } from "../queries.ts";
import { TemplateProblem } from "../template-problem.tsx";
import { NothingFits } from "../../../parts/records/filters.tsx";
import tabs from "../../../parts/tabs.module.css";
import classes from "../templates.module.css";
import { hasTemplateFilter, parseTemplatesSearch, type Shown, type TemplatesSearch } from "../templates-search.ts";
import { useLiveTemplates } from "../use-live-templates.ts";
import { ArchivedList } from "./archived-list.tsx";
import { BrokenList } from "./broken-list.tsx";
import { CategoryList } from "./category-list.tsx";
import { OpenFileButton } from "./open-file-button.tsx";
import { TemplateCards } from "./template-cards.tsx";
import { TemplateFilters } from "./template-filters.tsx";

const route = getRouteApi("/templates");

/** All templates that one may see, found by category, source, tag and words; live, with the state in the URL. */
export function TemplatesPage() {
  const { t } = useTranslation("templates");
  const { api } = usePortal();
  const search = route.useSearch();
  const folder = useQuery(folderQuery(api));
  useLiveTemplates();
  return (
    <div className={panel.page}>
      <div className={panel.head}>
        <Title order={1} id="templates-title">
          {t("title")}
        </Title>
        <Tabs current={search.show} />
        <span className={panel.space} />
        <OpenFileButton />
        <Button component={Link} to="/templates/new" leftSection={<IconPlus size={15} />}>
          {t("make")}
        </Button>
      </div>
      {folder.data?.away === true && (
        <div className={panel.problem} role="status">
          {t("away")}
        </div>
      )}
      {search.show === "problems" && <BrokenList />}
      {search.show === "archived" && <ArchivedList />}
      {search.show === undefined && <Catalogue search={search} />}
    </div>
  );
}

function Tabs({ current }: { current: Shown | undefined }) {
  const { t } = useTranslation("templates");
  const { api } = usePortal();
  const broken = useQuery(brokenQuery(api)).data?.length ?? 0;
  const tab = (show: Shown | undefined) => ({
    to: "/templates" as const,
    search: show === undefined ? {} : { show },
    className: tabs.tab,
    activeOptions: { exact: true },
    "aria-current": current === show ? ("page" as const) : undefined,
  });
  return (
    <nav className={tabs.tabs} aria-label={t("tabs.label")}>
      <Link {...tab(undefined)}>{t("tabs.all")}</Link>
      {(broken > 0 || current === "problems") && (
        <Link {...tab("problems")}>
          {t("tabs.problems")} <span className={classes.tabCount}>{broken}</span>
        </Link>
      )}
      <Link {...tab("archived")}>{t("tabs.archived")}</Link>
    </nav>
  );
}

function Catalogue({ search }: { search: TemplatesSearch }) {
  const { t } = useTranslation("templates");
  const format = useFormat();
  const { api } = usePortal();
  const { pollMs } = useLiveState();
  const navigate = route.useNavigate();
  const found = useInfiniteQuery(listQuery(api, search, pollMs));
  const categories = useQuery(categoriesQuery(api)).data ?? [];
  const filter = (change: Record<string, string>, replace = false) =>
    void navigate({ search: parseTemplatesSearch({ ...search, ...change }), replace, resetScroll: false });
  const clear = () => void navigate({ search: {}, resetScroll: false });
  const total = found.data?.pages[0]?.total;
  const templates = found.data?.pages.flatMap((page) => page.templates) ?? [];
  return (
    <div className={classes.catalogue}>
      <CategoryList categories={categories} search={search} />
      <section className={classes.found} aria-labelledby="templates-title">
        <div className={classes.filterRow}>
          <TemplateFilters search={search} onChange={filter} onClear={clear} />
          {total !== undefined && (
            <span className={`${classes.dim} tabular`} aria-live="polite">
              {t("count", { count: total, replace: { count: format.count(total) } })}
            </span>
          )}
        </div>
        {found.isError && found.data !== undefined && <StaleNote since={found.dataUpdatedAt} />}
        {found.isError && found.data === undefined && <TemplateProblem error={found.error} onRetry={() => void found.refetch()} />}
        {found.isPending && <LoadingFace rows={5} rowHeight={84} />}
        {total === 0 && <Empty search={search} onClear={clear} />}
        <TemplateCards templates={templates} dimmed={found.isPlaceholderData} search={search} />
        {found.hasNextPage && (
          <Button variant="default" onClick={() => void found.fetchNextPage()} loading={found.isFetchingNextPage}>
            {t("more")}
          </Button>
        )}
      </section>
    </div>
  );
}

function Empty({ search, onClear }: { search: TemplatesSearch; onClear: () => void }) {
  const { t } = useTranslation("templates");
  if (!hasTemplateFilter(search)) {
    const make = (
      <Button component={Link} to="/templates/new" leftSection={<IconPlus size={15} />}>
        {t("make")}
      </Button>
    );
    return <EmptyFace icon={<IconTemplate size={28} stroke={1.5} />} title={t("empty")} text={t("emptyText")} action={make} />;
  }
  return <NothingFits onClear={onClear} />;
}
