/** Looks at a page as a careful reviewer would: is everything said, in the right language, reachable, in its place? */
import { readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { keysOf } from "@hpc/ui/i18n/keys.ts";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { allTexts } from "../../apps/dashboard/src/app/all-texts.ts";
import * as portal from "../../apps/portal/src/texts.ts";

const SCREENSHOTS = join(import.meta.dirname, "../screenshots");
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const ENGLISH = { portal: portal.en, ...allTexts.en };
const KOREAN = { portal: portal.ko, ...allTexts.ko };

const KEYS = keysOf(ENGLISH).map((key) => key.split(".").slice(1).join("."));
/** The demo's cluster is called as the English mark of a demo. */
const THE_CLUSTER = "Demo";

/** Slurm's own words, which stand beside the translation, in titles and small. */
const SLURMS_WORDS = ["Priority", "Resources", "Dependency", "Reservation", "Licenses", "Cleaning"];

/** Sentences and names that have a translation: none of them may be seen by somebody who reads Korean. */
const UNTRANSLATED = untranslated(ENGLISH, KOREAN).filter((text) => !SLURMS_WORDS.includes(text) && !textsOf(KOREAN).includes(text));

export interface Look {
  /** Begins the name of the picture. */
  name: string;
  korean: boolean;
  /** What axe looks at too: structure is the same in all colours, and both are on a narrow screen. */
  axe: "everything" | "contrast" | "nothing";
}

export async function inspect(page: Page, view: string, { name, korean, axe }: Look): Promise<void> {
  await mkdir(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS, `${view}-${name}.png`), animations: "disabled" });
  const said = await wordsOn(page);
  const keys = KEYS.filter((key) => key.includes(".") && said.includes(key));
  expect(keys, `keys instead of texts on ${view}`).toEqual([]);
  if (korean) expect(UNTRANSLATED.filter((text) => said.includes(text)), `English on ${view}`).toEqual([]);
  const { wide, window } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, window: innerWidth }));
  expect(wide, `${view} is wider than the window`).toBeLessThanOrEqual(window);
  if (axe !== "nothing") expect(await violations(page, axe === "contrast" ? ["color-contrast"] : []), `accessibility of ${view}`).toEqual([]);
}

/** Everything that is shown or told, one text a line. */
function wordsOn(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const attributes = ["aria-label", "placeholder", "title", "aria-description"];
    const told = [...document.querySelectorAll("*")].flatMap((element) => attributes.map((name) => element.getAttribute(name) ?? ""));
    return [...document.body.innerText.split("\n"), ...told].map((text) => text.trim()).filter((text) => text !== "");
  });
}

/** What axe finds serious; of all rules when none are named. */
async function violations(page: Page, rules: string[]): Promise<string[]> {
  // What fades in is pale for a moment.
  await page.evaluate(async () => {
    const ending = document.getAnimations().filter((one) => one.effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(ending.map(({ finished }) => finished));
  });
  await page.evaluate(AXE);
  const found = await page.evaluate(async (runOnly) => {
    const { axe } = globalThis as unknown as { axe: { run(options: { runOnly?: string[] }): Promise<AxeResults> } };
    return (await axe.run(runOnly.length === 0 ? {} : { runOnly })).violations;
  }, rules);
  return found
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)).join(" | ")}`);
}

function textsOf(tree: object): string[] {
  return Object.values(tree as Record<string, unknown>).flatMap((value) => (typeof value === "object" && value !== null ? textsOf(value) : [String(value)]));
}

function untranslated(english: object, korean: object): string[] {
  return Object.entries(english as Record<string, unknown>).flatMap(([key, text]) => {
    const other = (korean as Record<string, unknown>)[key];
    if (typeof text === "object" && text !== null) return untranslated(text, other as object);
    return typeof text === "string" && text !== other && !text.includes("{{") && text !== THE_CLUSTER ? [text] : [];
  });
}
