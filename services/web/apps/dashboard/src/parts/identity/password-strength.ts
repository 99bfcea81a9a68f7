/** Length is what counts (NIST SP 800-63B, 3.1.1.2); these are the portal's own rules, told before it has to refuse. */

export const SHORTEST = 10;
const DISTINCT = 5;
const GOOD = 14;
const STRONG = 20;

export type Weakness = "short" | "name" | "monotonous";
export type Strength = { weak: Weakness; missing: number } | { weak: null; level: "enough" | "good" | "strong" };

export function strengthOf(password: string, username: string): Strength {
  const characters = Array.from(password);
  const weak = (weak: Weakness) => ({ weak, missing: Math.max(0, SHORTEST - characters.length) });
  if (characters.length < SHORTEST) return weak("short");
  if (username !== "" && password.toLowerCase().includes(username.toLowerCase())) return weak("name");
  if (new Set(characters).size < DISTINCT) return weak("monotonous");
  const level = characters.length >= STRONG ? "strong" : characters.length >= GOOD ? "good" : "enough";
  return { weak: null, level };
}
