/** Colours for a line of bash, so that an eye finds its way; it is no parser. */
export type Shade = "plain" | "comment" | "option" | "text" | "variable";

export interface Shaded {
  shade: Shade;
  text: string;
}

const PIECES = /(?<option>^#SBATCH.*$)|(?<comment>(?:^|(?<=\s))#.*$)|(?<text>'[^']*'|\$'(?:\\.|[^'\\])*')|(?<variable>\$\{[^}]*\}|\$\w+)/g;

export function shadesOf(line: string): Shaded[] {
  const shaded: Shaded[] = [];
  let at = 0;
  for (const found of line.matchAll(PIECES)) {
    if (found.index > at) shaded.push({ shade: "plain", text: line.slice(at, found.index) });
    const shade = (["option", "comment", "text", "variable"] as const).find((name) => found.groups?.[name] !== undefined) ?? "plain";
    shaded.push({ shade, text: found[0] });
    at = found.index + found[0].length;
  }
  if (at < line.length) shaded.push({ shade: "plain", text: line.slice(at) });
  return shaded;
}
