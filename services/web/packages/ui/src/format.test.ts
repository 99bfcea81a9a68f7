import { describe, expect, it } from "vitest";
import { durationParts, formatBytes, formatPercent, formatRelative, parseTime } from "./format.ts";

describe("figures", () => {
  it.each([
    [0, "0 B"],
    [1023, "1,023 B"],
    [1024, "1 KiB"],
    [1536, "1.5 KiB"],
    [5 * 1024 ** 2, "5 MiB"],
    [12.34 * 1024 ** 3, "12.3 GiB"],
    [999 * 1024 ** 3, "999 GiB"],
  ])("%d bytes are %s", (bytes, text) => {
    expect(formatBytes(bytes, "en")).toBe(text);
  });

  it("say 100 % only when it is all there", () => {
    expect(formatPercent(9999, 10_000, "en")).toBe("99%");
    expect(formatPercent(10_000, 10_000, "en")).toBe("100%");
    expect(formatPercent(0, 0, "en")).toBe("0%");
  });

  it("read the contract's times as UTC", () => {
    expect(parseTime("2026-11-21 09:08:07").toISOString()).toBe("2026-11-21T09:08:07.000Z");
    expect(parseTime("2026-11-21T09:08:07Z").toISOString()).toBe("2026-11-21T09:08:07.000Z");
  });

  it("tell times relative to now", () => {
    const now = Date.UTC(2026, 10, 21, 12);
    expect(formatRelative(new Date(now - 3000), now, "en")).toBe("now");
    expect(formatRelative(new Date(now - 3 * 60_000), now, "en")).toBe("3 minutes ago");
    expect(formatRelative(new Date(now - 26 * 3_600_000), now, "ko")).toBe("어제");
  });

  it("name durations in their own unit", () => {
    expect(durationParts(75)).toMatchObject({ key: "seconds", values: { count: 75 } });
    expect(durationParts(600)).toMatchObject({ key: "minutes", values: { count: 10 } });
    expect(durationParts(5400)).toMatchObject({ key: "hours", values: { hours: 1, minutes: 30 } });
    expect(durationParts(14_400)).toMatchObject({ key: "wholeHours", values: { hours: 4 } });
    expect(durationParts(172_800)).toMatchObject({ key: "wholeDays", values: { days: 2 } });
    expect(durationParts(90_000)).toMatchObject({ key: "days", values: { days: 1, hours: 1 } });
  });
});
