import type { DiffHunk } from "@hpc/api/templates-wire.ts";

export interface NumberedLine {
  change: "removed" | "added" | "same";
  text: string;
  /** Its number in the older text; null when it is not there. */
  before: number | null;
  now: number | null;
}

/** The lines of a hunk with their numbers in both texts. */
export function numbered({ old_start, new_start, lines }: DiffHunk): NumberedLine[] {
  let before = old_start;
  let now = new_start;
  return lines.map(({ change, text }) => ({
    change,
    text: text.replace(/\r?\n$/, ""),
    before: change === "added" ? null : before++,
    now: change === "removed" ? null : now++,
  }));
}
