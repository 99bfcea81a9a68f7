/** Figures as people read them: binary sizes, plain durations, times in the person's zone. */
const UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

/** `1.4 GiB`: three significant digits at most, none after the point for bytes. */
export function formatBytes(bytes: number, language: string): string {
  const power = bytes < 1024 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  const digits = power === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  const figure = new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);
  return `${figure} ${UNITS[power] ?? ""}`;
}

/** The full figure, for titles. */
export function formatExactBytes(bytes: number, language: string): string {
  return `${new Intl.NumberFormat(language).format(bytes)} B`;
}

export function formatCount(count: number, language: string): string {
  return new Intl.NumberFormat(language).format(count);
}

/** Rounded down: 100 % only when it is all there. */
export function formatPercent(part: number, whole: number, language: string): string {
  const share = whole <= 0 ? 0 : Math.floor((1000 * part) / whole) / 1000;
  const digits = share > 0 && share < 0.1 ? 1 : 0;
  const shown = digits === 0 ? Math.floor(share * 100) / 100 : share;
  return new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: digits }).format(shown);
}

/** The contract writes times as `YYYY-MM-DD HH:MM:SS` in UTC; newer routes as RFC 3339. */
export function parseTime(text: string): Date {
  return new Date(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}/.test(text) ? `${text.replace(" ", "T").slice(0, 19)}Z` : text);
}

export function formatAbsolute(date: Date, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "long" }).format(date);
}

/** The time of day, to the second. */
export function formatTime(date: Date, language: string): string {
  return new Intl.DateTimeFormat(language, { timeStyle: "medium" }).format(date);
}

/** The time of day; on another day also the day, and in another year that. */
export function formatMoment(date: Date, now: number, language: string): string {
  const today = new Date(now);
  if (date.toDateString() === today.toDateString()) return formatTime(date, language);
  const year: Intl.DateTimeFormatOptions = date.getFullYear() === today.getFullYear() ? {} : { year: "numeric" };
  return new Intl.DateTimeFormat(language, { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", ...year }).format(date);
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
];

export function formatRelative(date: Date, now: number, language: string, style: "long" | "short" = "long"): string {
  const seconds = Math.round((date.getTime() - now) / 1000);
  const [unit, length] = STEPS.find(([, size]) => Math.abs(seconds) >= size) ?? ["second", 1];
  const format = new Intl.RelativeTimeFormat(language, { numeric: "auto", style });
  if (unit === "second" && Math.abs(seconds) < 10) return format.format(0, "second");
  return format.format(Math.trunc(seconds / length), unit);
}

export interface DurationParts {
  key: "seconds" | "minutes" | "hours" | "days" | "wholeHours" | "wholeDays";
  values: { count: number; days: number; hours: number; minutes: number };
}

/** Which text fits a duration, and with what figures. */
export function durationParts(seconds: number): DurationParts {
  const minutes = Math.round(seconds / 60);
  const values = { count: seconds, days: Math.floor(minutes / 1440), hours: Math.floor(minutes / 60), minutes: minutes % 60 };
  if (seconds < 90) return { key: "seconds", values };
  if (minutes < 60) return { key: "minutes", values: { ...values, count: minutes } };
  if (minutes < 1440) return { key: values.minutes === 0 ? "wholeHours" : "hours", values };
  const hours = values.hours % 24;
  return { key: hours === 0 ? "wholeDays" : "days", values: { ...values, hours } };
}
