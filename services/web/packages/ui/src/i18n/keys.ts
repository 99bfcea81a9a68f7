/** All keys of a text tree, as dotted paths: for the test that compares translations. */
export function keysOf(texts: object, prefix = ""): string[] {
  return Object.entries(texts as Record<string, unknown>)
    .flatMap(([key, value]) => (typeof value === "object" && value !== null ? keysOf(value, `${prefix}${key}.`) : [prefix + key]))
    .sort();
}

/** Paths of texts that are empty. */
export function emptyTexts(texts: object, prefix = ""): string[] {
  return Object.entries(texts as Record<string, unknown>).flatMap(([key, value]) => {
    if (typeof value === "object" && value !== null) return emptyTexts(value, `${prefix}${key}.`);
    return typeof value === "string" && value.trim() !== "" ? [] : [prefix + key];
  });
}

/** Paths whose `{{placeholders}}` differ between two trees of the same shape. */
export function differentPlaceholders(a: object, b: object): string[] {
  return keysOf(a).filter((path) => placeholders(textAt(a, path)) !== placeholders(textAt(b, path)));
}

function textAt(texts: object, path: string): string {
  let value: unknown = texts;
  for (const key of path.split(".")) value = (value as Record<string, unknown>)[key];
  return String(value);
}

function placeholders(text: string): string {
  return [...new Set(text.match(/\{\{\w+\}\}/g) ?? [])].sort().join();
}
