import { describe, expect, it } from "vitest";
import { en } from "./texts-en.ts";
import { KNOWN_PROBLEMS } from "../known-problems.ts";
import { strengthOf } from "./password-strength.ts";
import { curlExample, networksIn, offered } from "./scopes.ts";

describe("a new password", () => {
  it.each([
    ["", "short", 10],
    ["correct", "short", 3],
    ["암호는길게", "short", 5],
    ["kims-battery-staple", "name", 0],
    ["aaaaaaaaaaaaaaaa", "monotonous", 0],
  ])("%s will be refused: %s", (password, weak, missing) => {
    expect(strengthOf(password, "kim")).toEqual({ weak, missing });
  });

  it("is the stronger the longer it is", () => {
    expect(strengthOf("correct ho", "kim")).toEqual({ weak: null, level: "enough" });
    expect(strengthOf("correct horse battery", "kim")).toEqual({ weak: null, level: "strong" });
  });
});

describe("scopes", () => {
  it("are offered by group, and only those that may be given", () => {
    expect(offered(["files:read", "audit:read"])).toEqual([
      { name: "files", scopes: ["files:read"] },
      { name: "administration", scopes: ["audit:read"] },
    ]);
  });

  it("lead to a command that the key may run", () => {
    expect(curlExample("https://portal.example", "hpcp_1", ["audit:read"])).toContain("'https://portal.example/api/audit?limit=5'");
    expect(curlExample("https://portal.example", "hpcp_1", ["files:read"])).toMatch(/^export HPC_PORTAL_KEY='hpcp_1'\ncurl -H "X-API-Key: \$HPC_PORTAL_KEY"/);
  });

  it("networks are read as people type them", () => {
    expect(networksIn(" 10.0.0.0/8, 192.168.1.5\n2001:db8::/32 ")).toEqual(["10.0.0.0/8", "192.168.1.5", "2001:db8::/32"]);
    expect(networksIn("  ")).toEqual([]);
  });
});

it("every known refusal has words", () => {
  expect(Object.keys(en.problem).sort()).toEqual([...KNOWN_PROBLEMS, "wait"].sort());
});
