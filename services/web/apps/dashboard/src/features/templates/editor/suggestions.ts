import { keysBelow, type SchemaKey, valuesOf } from "./schema-keys.ts";
import { placeAt } from "./yaml-place.ts";

export interface Suggestion {
  label: string;
  /** What it is, in the language of the page. */
  detail: string;
  /** What is put in for it. */
  apply: string;
}

/** What can stand at a column of the last line, and how many characters before it are part of it already. */
export function suggestionsAt(lines: readonly string[], column: number, language: "en" | "ko"): { options: Suggestion[]; typed: number } | null {
  const place = placeAt(lines, column);
  if (place === null) return null;
  const { path, kind, typed, taken, indent, inFlow } = place;
  const options =
    kind === "value"
      ? valuesOf(path).map((value) => ({ label: value, detail: "", apply: value }))
      : keysBelow(path)
          .filter(({ name }) => !taken.includes(name))
          .map((key) => ({ label: key.name, detail: key.says[language], apply: written(key, indent, inFlow) }));
  return options.length === 0 ? null : { options, typed: typed.length };
}

/** A key with what it opens. */
function written({ name, keys, list }: SchemaKey, indent: number, inFlow: boolean): string {
  const key = name === "env.NAME" ? "env." : `${name}:`;
  if (name === "env.NAME") return key;
  if (keys === undefined || inFlow) return `${key} `;
  return `${key}\n${" ".repeat(indent + 2)}${list === true ? "- " : ""}`;
}
