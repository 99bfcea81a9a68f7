/** Reads values of the URL: what makes no sense is dropped, so that an old or mistyped link still opens the page. */

export function textIn(value: unknown, longest = 200): string | undefined {
  const text = typeof value === "string" ? value.trim().slice(0, longest) : typeof value === "number" ? String(value) : "";
  return text === "" ? undefined : text;
}

export function oneOf<T extends string>(value: unknown, known: readonly T[]): T | undefined {
  return known.find((each) => each === value);
}

/** Comma-separated, in the order in which they are known. */
export function listIn(value: unknown, known: readonly string[]): string | undefined {
  const asked = (textIn(value, 2000) ?? "").split(",");
  const found = known.filter((each) => asked.includes(each));
  return found.length === 0 ? undefined : found.join(",");
}

export function toggled(value: string | undefined, item: string): string {
  const items = (value ?? "").split(",").filter(Boolean);
  return (items.includes(item) ? items.filter((each) => each !== item) : [...items, item]).join(",");
}

/** Where a page of a list begins; a number of the page without a cursor means nothing. */
export function pagingIn(raw: Record<string, unknown>, sizes: readonly number[]): { limit?: number; cursor?: string; page?: number } {
  const limit = sizes.find((each) => each === Number(raw.limit));
  const cursor = textIn(raw.cursor);
  const page = Number(raw.page);
  return {
    ...(limit === undefined || limit === sizes[0] ? {} : { limit }),
    ...(cursor === undefined ? {} : { cursor }),
    ...(cursor !== undefined && Number.isInteger(page) && page > 1 ? { page } : {}),
  };
}

/** Without what is not set. */
export function set<T extends object>(values: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as { [Key in keyof T]?: Exclude<T[Key], undefined> };
}
