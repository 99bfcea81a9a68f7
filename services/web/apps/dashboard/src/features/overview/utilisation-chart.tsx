import "uplot/dist/uPlot.min.css";
import { useComputedColorScheme } from "@mantine/core";
import { useFormat } from "@hpc/ui/use-format.ts";
import { useEffect, useRef } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import UPlot from "uplot";
import { type Moment, SERIES, type SeriesName, withGaps } from "./history.ts";
import classes from "./overview.module.css";

const HEIGHT_PX = 190;
/** "오전 11:30" and some air. */
const TIME_PX = 84;
/** Told apart by brightness and by dash as well as by colour. */
const LOOKS: Record<SeriesName, { light: string; dark: string; dash: number[] }> = {
  cpus: { light: "#2457c5", dark: "#85aaf8", dash: [] },
  memory: { light: "#8a5a00", dark: "#e3b341", dash: [6, 3] },
  gpus: { light: "#0f766e", dark: "#5eead4", dash: [2, 3] },
};

interface UtilisationChartProps {
  moments: readonly Moment[];
  stepSeconds: number;
  /** All of it is shown, also where nothing was measured yet. */
  periodSeconds: number;
}

/** Shares over time, on a canvas; the legend says the figures under the pointer, or the last ones. */
export default function UtilisationChart({ moments, stepSeconds, periodSeconds }: UtilisationChartProps) {
  const { t } = useTranslation("overview");
  const format = useFormat();
  const scheme = useComputedColorScheme("light", { getInitialValueInEffect: false });
  const place = useRef<HTMLDivElement>(null);
  const shown = SERIES.filter((name) => moments.some((moment) => moment[name] !== null));
  const names = shown.map((name) => t(`totals.${name}`)).join();
  const label = t("use.title");
  const time = t("use.time");
  const series = shown.join();

  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const css = getComputedStyle(document.documentElement);
    const dim = css.getPropertyValue("--mantine-color-dimmed").trim();
    const line = css.getPropertyValue("--portal-line").trim();
    const font = `12px ${getComputedStyle(element).fontFamily}`;
    const words = names.split(",");
    const percent = (value: number | null | undefined) => (value === null || value === undefined ? "–" : format.percent(value, 1));
    const last = moments.at(-1)?.t ?? 0;
    const plot = new UPlot(
      {
        width: element.clientWidth,
        height: HEIGHT_PX,
        cursor: { y: false, points: { size: 6 } },
        scales: { x: { range: [last - periodSeconds, last] }, y: { range: [0, 1] } },
        axes: [
          { stroke: dim, font, space: TIME_PX, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 }, values: (_, ticks) => ticks.map((tick) => axisTime(tick, ticks, format.language)) },
          { stroke: dim, font, size: 46, grid: { stroke: line, width: 1 }, ticks: { show: false }, splits: [0, 0.25, 0.5, 0.75, 1], values: (_, ticks) => ticks.map((tick) => percent(tick)) },
        ],
        series: [
          { label: time, value: (_, time: number | null) => format.moment(new Date((time ?? last) * 1000), Date.now()) },
          ...shown.map((name, index) => ({
            label: words[index] ?? name,
            stroke: LOOKS[name][scheme],
            dash: LOOKS[name].dash,
            width: 1.75,
            points: { show: moments.length < 3 },
            value: (_: unknown, value: number | null) => percent(value),
          })),
        ],
        legend: { live: true },
        // Before the pointer comes the last figures are said.
        hooks: { ready: [rest] },
      },
      dataOf(moments, shown, stepSeconds),
      element,
    );
    plot.over.addEventListener("mouseleave", () => rest(plot));
    const resized = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: HEIGHT_PX }));
    resized.observe(element);
    return () => {
      resized.disconnect();
      plot.destroy();
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `shown` is made anew each time; `series` says when it is another one
  }, [moments, stepSeconds, periodSeconds, series, names, time, scheme, format]);

  return <div ref={place} className={classes.plot} role="img" aria-label={`${label}: ${t("use.summary", { cpus: now(moments, "cpus", format), memory: now(moments, "memory", format), gpus: now(moments, "gpus", format) })}`} />;
}

function rest(plot: UPlot): void {
  plot.setLegend({ idx: plot.data[0].length - 1 });
}

function dataOf(moments: readonly Moment[], shown: readonly SeriesName[], stepSeconds: number): UPlot.AlignedData {
  const whole = withGaps(moments, stepSeconds);
  return [whole.map(({ t }) => t), ...shown.map((name) => whole.map((moment) => moment[name]))];
}

/** Clock times while the ticks are of one day, else days. */
function axisTime(tick: number, ticks: readonly number[], language: string): string {
  const span = (ticks.at(-1) ?? 0) - (ticks[0] ?? 0);
  const options: Intl.DateTimeFormatOptions = span < 2 * 86_400 ? { hour: "numeric", minute: "2-digit" } : { month: "short", day: "numeric" };
  return new Intl.DateTimeFormat(language, options).format(tick * 1000);
}

function now(moments: readonly Moment[], name: SeriesName, format: { percent: (part: number, whole: number) => string }): string {
  const value = moments.at(-1)?.[name];
  return value === null || value === undefined ? "–" : format.percent(value, 1);
}
