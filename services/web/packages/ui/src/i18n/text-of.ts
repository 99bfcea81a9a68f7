/** One text of a tree of them. */

export type Value = string | number | undefined;

/** What fills `{{placeholders}}`; `count` also chooses between `_zero`, `_one` and `_other`. */
export interface Values {
  count?: number;
  /** Fills placeholders in place of the rest, where the figure that is shown is not the one that is counted. */
  replace?: Record<string, Value>;
  [name: string]: Value | Record<string, Value>;
}

/** The text at a dotted path; the path itself where there is none, so that it is noticed. */
export function textOf(tree: object | undefined, path: string, language: string, values: Values = {}): string {
  const { count } = values;
  const text = count === undefined ? undefined : (count === 0 ? at(tree, `${path}_zero`) : undefined) ?? at(tree, `${path}_${formOf(count, language)}`);
  return filled(text ?? at(tree, path) ?? path, values);
}

function at(tree: object | undefined, path: string): string | undefined {
  let value: unknown = tree;
  for (const key of path.split(".")) value = typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  return typeof value === "string" ? value : undefined;
}

function formOf(count: number, language: string): string {
  return new Intl.PluralRules(language).select(count) === "one" ? "one" : "other";
}

function filled(text: string, values: Values): string {
  const by = values.replace ?? values;
  return text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = by[name];
    return typeof value === "string" || typeof value === "number" ? String(value) : "";
  });
}
