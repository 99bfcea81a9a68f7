/** Lists of hosts in Slurm's short form: `cn[001-017,020],login1`, also with several brackets. */

/** More than this no list is opened to. */
const MOST = 100_000;

/** Their names, in order. What is not in that form comes back as it is. */
export function expandHosts(text: string): string[] {
  const names: string[] = [];
  for (const part of split(text)) {
    for (const name of expandOne(part)) {
      if (names.length >= MOST) return names;
      names.push(name);
    }
  }
  return names;
}

/** At the commas that stand outside of brackets. */
function split(text: string): string[] {
  return text.match(/(?:\[[^\]]*\]|[^,[])+/g) ?? [];
}

function expandOne(part: string): string[] {
  const [, before = "", inside, after = ""] = /^([^[]*)\[([^\]]*)\](.*)$/.exec(part) ?? [];
  if (inside === undefined) return [part];
  const rest = expandOne(after);
  return inside.split(",").flatMap((range) => numbers(range).flatMap((number) => rest.map((end) => before + number + end)));
}

function numbers(range: string): string[] {
  const [, from = "", to] = /^(\d+)(?:-(\d+))?$/.exec(range) ?? [];
  if (to === undefined) return [range];
  const first = Number(from);
  const count = Math.min(MOST, Math.max(0, Number(to) - first + 1));
  return Array.from({ length: count }, (_, index) => String(first + index).padStart(from.length, "0"));
}
