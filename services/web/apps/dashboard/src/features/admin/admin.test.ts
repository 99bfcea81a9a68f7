import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { AuditEntry } from "@hpc/api/wire.ts";
import { describe, expect, it } from "vitest";
import { parseSearch, stringifySearch } from "../../app/search-params.ts";
import { newsIn } from "./audit-news.tsx";
import { ACTIONS, auditQueryOf, localInput, parseAuditSearch, timeOfInput } from "./audit-search.ts";
import { en } from "./texts-en.ts";
import { parseUsersSearch, usersQueryOf } from "./users-search.ts";

describe("the URL of the audit page", () => {
  it("holds the view and reads as a person would write it", () => {
    const text = "?actor=kim&object=upload%3A01&action=session.refuse,access.refuse&outcome=refused&period=24h";
    const search = parseAuditSearch(parseSearch(text));
    expect(search).toEqual({ actor: "kim", object: "upload:01", action: "session.refuse,access.refuse", outcome: "refused", period: "24h" });
    expect(stringifySearch({ ...search })).toBe(text);
    const now = Date.parse("2026-11-22T00:00:00Z");
    expect(auditQueryOf(search, now)).toMatchObject({ since: "2026-11-21T00:00:00.000Z", limit: 100, actor: "kim" });
  });

  it("drops what it does not know, and a time beside a period", () => {
    expect(parseAuditSearch({ action: "drop.table,user.disable", outcome: "maybe", since: "yesterday", limit: "7", show: "x", page: "3" })).toEqual({ action: "user.disable" });
    expect(parseAuditSearch({ period: "7d", since: "2026-11-21T00:00:00Z" })).toEqual({ period: "7d" });
  });

  it("takes times as the browser's field gives them, and gives them back", () => {
    const time = timeOfInput("2026-11-21T09:30");
    expect(localInput(time)).toBe("2026-11-21T09:30");
    expect(time).toMatch(/^2026-11-2[0-2]T\d\d:\d\d:00Z$/);
    expect(timeOfInput("")).toBeUndefined();
  });
});

describe("the URL of the users' page", () => {
  it("holds the view", () => {
    const search = parseUsersSearch(parseSearch("?q=kim&group=DX-Users&source=ldap&enabled=false&cursor=lee&page=2"));
    expect(search).toEqual({ q: "kim", group: "DX-Users", source: "ldap", enabled: "false", cursor: "lee", page: 2 });
    expect(usersQueryOf(search)).toEqual({ q: "kim", group: "DX-Users", source: "ldap", enabled: false, cursor: "lee", limit: 50 });
    expect(parseUsersSearch({ source: "nis", enabled: "maybe", page: "2" })).toEqual({});
  });
});

it("what came since is news, but not one's own looking at the log", () => {
  const entry = (seq: number, action: string, actor: string) => ({ seq, action, actor }) as AuditEntry;
  expect(newsIn([entry(7, "session.begin", "kim"), entry(6, "audit.read", "admin"), entry(5, "key.create", "kim")], 5, "admin")).toBe(1);
});

it("every action that the portal records is among them, and has words", () => {
  const source = readFileSync(join(import.meta.dirname, "../../../../../../../crates/portal-audit/src/action.rs"), "utf8");
  const recorded = [...source.matchAll(/^ +\w+ = "([a-z]+\.[a-z]+)";$/gm)].map(([, word]) => word);
  expect(recorded.length).toBeGreaterThan(20);
  expect([...ACTIONS].sort()).toEqual(recorded.sort());
  expect(Object.keys(en.actions)).toEqual(ACTIONS.map((action) => action.replace(".", "_")));
});
