/** What an API key may be used for, grouped as people think of it. */

export const SCOPE_GROUPS = [
  { name: "files", scopes: ["files:read", "files:write"] },
  { name: "jobs", scopes: ["jobs:read", "jobs:submit"] },
  { name: "cluster", scopes: ["cluster:read", "events:read"] },
  { name: "administration", scopes: ["nodes:admin", "audit:read"] },
] as const;

export type Scope = (typeof SCOPE_GROUPS)[number]["scopes"][number];

/** The name of its explanation: a colon means something else in names of texts. */
export function textOf<S extends Scope>(scope: S): S extends `${infer What}:${infer Way}` ? `${What}_${Way}` : never {
  return scope.replace(":", "_") as ReturnType<typeof textOf<S>>;
}

/** The groups with those of their scopes that may be given; a group without any is left out. */
export function offered(allowed: readonly string[]): { name: (typeof SCOPE_GROUPS)[number]["name"]; scopes: readonly Scope[] }[] {
  return SCOPE_GROUPS.map(({ name, scopes }) => ({ name, scopes: scopes.filter((scope) => allowed.includes(scope)) })).filter(({ scopes }) => scopes.length > 0);
}

/** A request that the key may make, to try it. */
const TRIES: readonly [scope: Scope, path: string][] = [
  ["files:read", "/api/v2/files/uploads?limit=5"],
  ["files:write", "/api/v2/files/limits"],
  ["audit:read", "/api/audit?limit=5"],
];

/** A command that works as it stands; the key comes from a variable, so that it does not stay in the shell's history. */
export function curlExample(origin: string, key: string, scopes: readonly string[]): string {
  const [, path] = TRIES.find(([scope]) => scopes.includes(scope)) ?? ["", "/api/v2/files/limits"];
  return `export HPC_PORTAL_KEY='${key}'\ncurl -H "X-API-Key: $HPC_PORTAL_KEY" '${origin}${path}'`;
}

/** Networks as people type them: by lines, commas or spaces. */
export function networksIn(text: string): string[] {
  return text.split(/[\s,;]+/).filter(Boolean);
}
