/** So many characters at the end always stay: the extension and a running number before it. */
const TAIL = 10;

// Directional overrides, line separators and control characters: what can make a name look like another one.
// eslint-disable-next-line no-control-regex -- exactly these are the danger
const DECEIVING = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** The name with deceiving characters replaced by a visible mark. */
export function visibleName(name: string): string {
  return name.replace(DECEIVING, "\ufffd");
}

/** The part that may be shortened and the part that stays; whole characters, never half of one. */
export function splitName(name: string): [head: string, tail: string] {
  const characters = Array.from(name);
  if (characters.length <= TAIL + 4) return [name, ""];
  return [characters.slice(0, -TAIL).join(""), characters.slice(-TAIL).join("")];
}
