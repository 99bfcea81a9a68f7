/** What the portal names by a code is said in both languages: the codes are those of its OpenAPI document. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { allTexts } from "./all-texts.ts";

interface Schema {
  enum?: string[];
  properties?: Record<string, Schema>;
}

const document = JSON.parse(readFileSync(join(import.meta.dirname, "../../../../packages/api/openapi.json"), "utf8")) as { components: { schemas: Record<string, Schema> } };
const { WrongCode, ProblemView, WantedView } = document.components.schemas;

describe.each(["en", "ko"] as const)("in %s", (language) => {
  const { findings, jobProblems } = allTexts[language];

  it.each([
    ["what is wrong with a template", ProblemView?.properties?.code, findings.finding],
    ["what would be right in a template", WantedView?.properties?.code, findings.wanted],
    ["what keeps a job of a template back", WrongCode, jobProblems],
  ])("%s has words for every code, and none that nobody says", (_, schema, words) => {
    expect(schema?.enum?.length).toBeGreaterThan(20);
    expect(Object.keys(words).sort()).toEqual(schema?.enum?.toSorted());
  });
});
