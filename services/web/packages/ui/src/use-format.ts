/** Formatters in the language that is on. */
import { useMemo } from "react";
import { useTranslation } from "./i18n/i18n.ts";
import {
  durationParts,
  formatAbsolute,
  formatBytes,
  formatCount,
  formatExactBytes,
  formatMoment,
  formatPercent,
  formatRelative,
  formatTime,
} from "./format.ts";

export function useFormat() {
  const { t, language } = useTranslation("ui");
  return useMemo(
    () => ({
      language,
      bytes: (bytes: number) => formatBytes(bytes, language),
      exactBytes: (bytes: number) => formatExactBytes(bytes, language),
      count: (count: number) => formatCount(count, language),
      percent: (part: number, whole: number) => formatPercent(part, whole, language),
      absolute: (date: Date) => formatAbsolute(date, language),
      time: (date: Date) => formatTime(date, language),
      moment: (date: Date, now: number) => formatMoment(date, now, language),
      relative: (date: Date, now: number) => formatRelative(date, now, language),
      relativeShort: (date: Date, now: number) => formatRelative(date, now, language, "short"),
      duration: (seconds: number) => {
        const { key, values } = durationParts(seconds);
        return t(`time.${key}`, values);
      },
    }),
    [language, t],
  );
}
