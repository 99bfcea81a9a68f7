import { parseTime } from "./format.ts";
import { tip } from "./tips.tsx";
import { useFormat } from "./use-format.ts";
import { useNow } from "./use-now.ts";

/** A relative time, with the absolute one in the person's zone in the tooltip. */
export function TimeAgo({ time, short = false }: { time: string; short?: boolean }) {
  const format = useFormat();
  const now = useNow();
  const date = parseTime(time);
  if (Number.isNaN(date.getTime())) return <span>{time}</span>;
  return (
    <time dateTime={date.toISOString()} {...tip(format.absolute(date))}>
      {short ? format.relativeShort(date, now) : format.relative(date, now)}
    </time>
  );
}
