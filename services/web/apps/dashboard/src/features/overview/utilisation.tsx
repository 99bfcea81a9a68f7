import { Title, UnstyledButton } from "@mantine/core";
import { ErrorFace } from "@hpc/ui/faces/error-face.tsx";
import { LoadingFace } from "@hpc/ui/faces/loading-face.tsx";
import { useFormat } from "@hpc/ui/use-format.ts";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../app/portal-context.ts";
import { condensed, type Moment, momentsOf, SERIES } from "./history.ts";
import classes from "./overview.module.css";
import { type OverviewSearch, RANGES } from "./overview-search.ts";
import { historyQuery } from "./queries.ts";

/** The library that draws comes once there is something to draw. */
const Chart = lazy(() => import("./utilisation-chart.tsx"));

const TABLE_ROWS = 60;
const PERIOD_SECONDS = { "1h": 3600, "24h": 86_400, "7d": 7 * 86_400, "1y": 366 * 86_400 } as const;

interface UtilisationProps {
  search: OverviewSearch;
  onChange: (change: { range?: string; view?: string }) => void;
}

/** How much of the cluster was given out over time, as a chart or as a table of the same figures. */
export function Utilisation({ search: { range = "1h", view }, onChange }: UtilisationProps) {
  const { t } = useTranslation("overview");
  const { api } = usePortal();
  const history = useQuery(historyQuery(api, range));
  const moments = history.data === undefined ? undefined : momentsOf(history.data);
  return (
    <section className={classes.panel} aria-labelledby="use-title">
      <div className={classes.panelHead}>
        <Title order={2} id="use-title">
          {t("use.title")}
        </Title>
        <span className={classes.space} />
        <div className={classes.choices} role="group" aria-label={t("use.range")}>
          {RANGES.map((each) => (
            <Choice key={each} on={range === each} label={t(`use.ranges.${each}`)} onClick={() => onChange({ range: each })} />
          ))}
        </div>
        <Choice on={view === "table"} label={t("use.table")} onClick={() => onChange({ view: view === "table" ? "" : "table" })} />
      </div>
      <div className={classes.chart} data-dimmed={history.isPlaceholderData || undefined}>
        {moments === undefined && !history.isError && <LoadingFace rows={4} />}
        {moments === undefined && history.isError && <ErrorFace error={history.error} onRetry={() => void history.refetch()} />}
        {moments?.length === 0 && <p className={classes.quiet}>{t("use.none")}</p>}
        {moments !== undefined && moments.length > 0 && view === "table" && <Table moments={moments} />}
        {moments !== undefined && moments.length > 0 && view !== "table" && (
          <Suspense fallback={<LoadingFace rows={4} />}>
            <Chart moments={moments} stepSeconds={history.data?.step_seconds ?? 60} periodSeconds={PERIOD_SECONDS[range]} />
          </Suspense>
        )}
      </div>
    </section>
  );
}

function Choice({ on, label, onClick }: { on: boolean; label: string; onClick: () => void }) {
  return (
    <UnstyledButton className={classes.choice} aria-pressed={on} onClick={onClick}>
      {label}
    </UnstyledButton>
  );
}

function Table({ moments }: { moments: readonly Moment[] }) {
  const { t } = useTranslation("overview");
  const format = useFormat();
  const rows = condensed(moments, TABLE_ROWS);
  const now = moments.at(-1)?.t ?? 0;
  const share = (value: number | null) => (value === null ? "–" : format.percent(value, 1));
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
    <div className={classes.tableScroll} tabIndex={0} role="region" aria-label={t("use.title")}>
      <table className={`${classes.table} tabular`}>
        <thead>
          <tr>
            <th scope="col">{t("use.time")}</th>
            {SERIES.map((name) => (
              <th key={name} scope="col">
                {t(`totals.${name}`)}
              </th>
            ))}
            <th scope="col">{t("totals.running")}</th>
            <th scope="col">{t("totals.waiting")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.t}>
              <th scope="row">{format.moment(new Date(row.t * 1000), now * 1000)}</th>
              {SERIES.map((name) => (
                <td key={name}>{share(row[name])}</td>
              ))}
              <td>{format.count(row.running)}</td>
              <td>{format.count(row.pending)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
