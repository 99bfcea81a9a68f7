/** Where in a template the cursor stands, told from the lines above it: the text may be unfinished, so it is not parsed. */

export interface Place {
  /** Keys that lead to what can stand here. */
  path: string[];
  /** A key, or the value of the last key of `path`. */
  kind: "key" | "value";
  /** What of it is typed already. */
  typed: string;
  /** Keys that stand beside it already. */
  taken: string[];
  /** Spaces before keys here. */
  indent: number;
  /** Inside `{…}`, where all is in one line. */
  inFlow: boolean;
}

interface Line {
  /** Where its key begins, behind the dash of a list's item. */
  indent: number;
  /** Where the dash is. */
  dash: number | null;
  key: string | null;
  /** What stands behind the colon. */
  rest: string;
}

const LINE = /^( *)((?:- +)*)(?:(["']?)([\w.-]+)\3:(?:\s+(.*)|))?$/;
const BLOCK = /^[|>][+-]?\d*[+-]?\s*(#.*)?$/;

function read(text: string): Line | null {
  if (/^\s*(#.*)?$/.test(text)) return null;
  const spaces = /^ */.exec(text)?.[0].length ?? 0;
  const dashes = /^ *((?:- +)*)/.exec(text)?.[1]?.length ?? 0;
  const found = LINE.exec(text);
  return { indent: spaces + dashes, dash: dashes > 0 ? spaces : null, key: found?.[4] ?? null, rest: (found?.[5] ?? "").trim() };
}

/** The place at a column of the last of these lines; null inside a text of several lines or a comment. */
export function placeAt(lines: readonly string[], column: number): Place | null {
  const current = lines.at(-1) ?? "";
  const before = current.slice(0, column);
  if (/(^|\s)#/.test(before)) return null;
  const above = lines.slice(0, -1);
  const start = /^ *((?:- *)*)/.exec(before)?.[0] ?? "";
  const dash = start.includes("-") ? start.indexOf("-") : null;
  const parents = pathAbove(above, start.length, dash);
  if (parents === null) return null;
  const written = before.slice(start.length);
  const flow = flowAt(written);
  if (flow !== null) return { ...flow, path: [...parents, ...flow.path], indent: start.length, inFlow: true };
  const value = /^([\w.-]+):\s+(\S*)$/.exec(written);
  const rest = { taken: [], indent: start.length, inFlow: false };
  if (value !== null) return { path: [...parents, value[1] ?? ""], kind: "value", typed: value[2] ?? "", ...rest };
  if (!/^[\w.-]*$/.test(written)) return null;
  return { ...rest, path: parents, kind: "key", typed: written, taken: siblings(above, start.length, dash) };
}

/** Keys that lead to this indentation; null inside a block of text. */
function pathAbove(above: readonly string[], indent: number, dash: number | null): string[] | null {
  const path: string[] = [];
  let column = dash ?? indent;
  // A list may begin where its key does.
  let isItem = dash !== null;
  for (const line of above.map(read).reverse()) {
    if (line === null) continue;
    const isParent = line.indent < column || (isItem && line.indent === column && line.dash === null);
    if (!isParent) {
      // The other keys of an item: the dash is where its list is.
      if (line.dash !== null && line.indent === column && !isItem) {
        column = line.dash;
        isItem = true;
      }
      continue;
    }
    if (line.key === null) continue;
    if (BLOCK.test(line.rest)) return null;
    path.unshift(line.key);
    isItem = line.dash !== null;
    column = line.dash ?? line.indent;
  }
  return path;
}

/** Keys at the same indentation, up to where the map begins. */
function siblings(above: readonly string[], indent: number, dash: number | null): string[] {
  const taken: string[] = [];
  if (dash !== null) return taken;
  for (const line of above.map(read).reverse()) {
    if (line === null || line.indent > indent) continue;
    if (line.indent < indent) break;
    if (line.key !== null) taken.push(line.key);
    if (line.dash !== null) break;
  }
  return taken;
}

/** Inside an open `{` of this line: `time: {min: "1:00", ma`. */
function flowAt(written: string): Pick<Place, "path" | "kind" | "typed" | "taken"> | null {
  const path: string[] = [];
  const open: string[][] = [];
  const token = /(["'])(?:(?!\1).)*\1|[{}]|([\w.-]+)\s*:(?=\s|$)|,/g;
  let key: string | null = null;
  let end = 0;
  for (const found of written.matchAll(token)) {
    const [text, , name] = found;
    if (text === "{") {
      if (key === null && open.length === 0) return null;
      path.push(key ?? "");
      open.push([]);
      key = null;
    } else if (text === "}") {
      path.pop();
      open.pop();
      key = null;
    } else if (text === ",") key = null;
    else if (name !== undefined) {
      key = name;
      open.at(-1)?.push(name);
    } else continue;
    end = found.index + text.length;
  }
  const typed = written.slice(end).trimStart();
  const taken = open.at(-1);
  if (taken === undefined || !/^[\w.-]*$/.test(typed)) return null;
  return key === null ? { path, kind: "key", typed, taken } : { path: [...path, key], kind: "value", typed, taken: [] };
}
