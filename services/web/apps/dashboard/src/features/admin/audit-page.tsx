import { Title } from "@mantine/core";
import type { AuditEntry, AuditList } from "@hpc/api/wire.ts";
import { ErrorFace } from "@hpc/ui/faces/error-face.tsx";
import { LoadingFace } from "@hpc/ui/faces/loading-face.tsx";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../app/portal-context.ts";
import classes from "../../parts/panel.module.css";
import { NothingFits } from "../../parts/records/filters.tsx";
import { Pager } from "../../parts/records/pager.tsx";
import { RecordsTable } from "../../parts/records/records-table.tsx";
import { useAuditColumns } from "./audit-columns.tsx";
import { AuditFilters } from "./audit-filters.tsx";
import { AuditNews } from "./audit-news.tsx";
import { AUDIT_SIZES, type AuditSearch, parseAuditSearch } from "./audit-search.ts";
import { auditQuery } from "./queries.ts";

const AuditDrawer = lazy(() => import("./audit-drawer.tsx"));
const route = getRouteApi("/admin/audit");

/** Who did what, newest first. */
export function AuditPage() {
  const { t } = useTranslation("admin");
  const { api } = usePortal();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const log = useQuery(auditQuery(api, search));
  const list = log.data;

  const go = (next: AuditSearch, replace = false, fromPageBefore = false) =>
    void navigate({ search: next, replace, resetScroll: false, state: { fromPageBefore } });
  const filter = (change: Record<string, string>, replace = false) => go(parseAuditSearch({ ...search, cursor: undefined, show: undefined, ...change }), replace);
  const show = (entry: AuditEntry | null) => go(parseAuditSearch({ ...search, show: entry?.seq }));
  const columns = useAuditColumns(show);

  return (
    <div className={classes.page}>
      <Title order={1}>{t("audit.title")}</Title>
      <section className={classes.panel} aria-label={t("audit.title")}>
        <AuditFilters search={search} onChange={filter} />
        {list !== undefined && search.cursor === undefined && !log.isPlaceholderData && (
          <AuditNews newest={list.entries[0]?.seq ?? 0} search={search} onShow={() => void log.refetch()} />
        )}
        {log.isError && list === undefined && <ErrorFace error={log.error} onRetry={() => void log.refetch()} />}
        {list === undefined && !log.isError && (
          <div className={classes.body}>
            <LoadingFace rows={10} />
          </div>
        )}
        {list?.entries.length === 0 && (
          <NothingFits onClear={() => go({})} />
        )}
        {list !== undefined && list.entries.length > 0 && (
          <>
            <RecordsTable
              label={t("audit.title")}
              columns={columns}
              rows={list.entries}
              idOf={({ seq }) => String(seq)}
              dimmed={log.isPlaceholderData}
              onOpen={show}
            />
            <Pager
              sizes={AUDIT_SIZES}
              limit={search.limit ?? AUDIT_SIZES[0]}
              page={search.page ?? 1}
              rows={list.entries.length}
              total={list.total}
              nextCursor={list.next_cursor}
              onGo={(paging, fromPageBefore) => go(parseAuditSearch({ ...search, ...paging, show: undefined }), false, fromPageBefore)}
            />
          </>
        )}
      </section>
      <Suspense>
        {search.show !== undefined && <AuditDrawer seq={search.show} known={entryOf(list, search.show)} onClose={() => show(null)} />}
      </Suspense>
    </div>
  );
}

function entryOf(list: AuditList | undefined, seq: number): AuditEntry | undefined {
  return list?.entries.find((entry) => entry.seq === seq);
}
