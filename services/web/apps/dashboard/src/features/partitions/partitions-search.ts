/** The state of the page of partitions, QOS, reservations and accounts, as the URL holds it. */
export const TABS = ["partitions", "qos", "reservations", "accounts"] as const;
export type Tab = (typeof TABS)[number];

export interface PartitionsSearch {
  show?: Exclude<Tab, "partitions">;
  /** Names of what is unfolded, comma-separated. */
  open?: string;
  /** Part of a name. */
  q?: string;
}

/** Takes what is valid and drops the rest: an old or mistyped link still opens the page. */
export function parsePartitionsSearch(raw: Record<string, unknown>): PartitionsSearch {
  const search: PartitionsSearch = {};
  const show = TABS.find((each) => each === raw.show);
  if (show !== undefined && show !== "partitions") search.show = show;
  const open = listOf(raw.open).join(",").slice(0, 1000);
  if (open !== "") search.open = open;
  const q = text(raw.q).trim().slice(0, 100);
  if (q !== "") search.q = q;
  return search;
}

export function listOf(value: unknown): string[] {
  return text(value).split(",").filter((each) => each !== "");
}

export function toggled(value: string | undefined, name: string): string {
  const all = listOf(value);
  return (all.includes(name) ? all.filter((each) => each !== name) : [...all, name]).join(",");
}

/** Those whose name has that text. */
export function named<Row extends { name: string }>(rows: readonly Row[], q: string | undefined): Row[] {
  const typed = (q ?? "").toLowerCase();
  return rows.filter(({ name }) => name.toLowerCase().includes(typed));
}

function text(value: unknown): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}
