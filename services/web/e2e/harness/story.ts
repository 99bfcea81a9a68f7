/** A story: a portal, people in front of it, and everything worth knowing when it goes wrong. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, test } from "vitest";
import { Demo } from "./demo.ts";
import { type Looks, Person } from "./person.ts";

const RESULTS = join(import.meta.dirname, "../../test-results");
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-background-networking", "--no-first-run"];
const LAST_LINES = 25;
const CLEARING_UP_S = 30;

let browser: Browser;

/** One browser for the stories of a file; each person in it has a profile of their own. */
export function useBrowser(): void {
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
  });
  afterAll(() => browser.close());
}

/** What runs behind a story. */
export interface Portal {
  url: string;
  log(): string;
  stop(): Promise<void>;
}

export interface Scene<P extends Portal> {
  portal: P;
  /** A folder that is gone after the story. */
  folder: string;
  /** A browser profile of its own, not signed in yet. */
  person: (looks?: Looks) => Promise<Person>;
}

export function storyOf<P extends Portal>(start: (folder: string) => Promise<P>) {
  return (name: string, tell: (scene: Scene<P>) => Promise<void>, seconds = 60) =>
    test(name, { timeout: (seconds + CLEARING_UP_S) * 1000 }, async () => {
      const folder = await mkdtemp(join(tmpdir(), "hpc-portal-e2e."));
      const people: Person[] = [];
      let portal: P | undefined;
      try {
        portal = await start(folder);
        const { url } = portal;
        const scene = {
          portal,
          folder,
          async person(looks?: Looks) {
            const person = await Person.arrive(browser, url, looks);
            people.push(person);
            return person;
          },
        };
        await within(seconds, tell(scene));
      } catch (error) {
        await keepEvidence(name, people, portal?.log() ?? "");
        throw error;
      } finally {
        for (const person of people) await person.leave().catch(() => undefined);
        await portal?.stop();
        await rm(folder, { recursive: true, force: true });
      }
    });
}

export const story = storyOf((folder) => Demo.start(folder));

/** Fails by itself, before the test runner does, so that there is time to keep the evidence. */
async function within(seconds: number, telling: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the story took longer than ${seconds} s`)), seconds * 1000);
  });
  await Promise.race([telling, late]).finally(() => clearTimeout(timer));
}

/** A picture of every open page, and the end of the services' log. */
async function keepEvidence(name: string, people: readonly Person[], log: string): Promise<void> {
  await mkdir(RESULTS, { recursive: true });
  const stem = join(RESULTS, name.replaceAll(/[^\p{L}\p{N}]+/gu, "-"));
  const pages = people.flatMap(({ context }) => context.pages());
  for (const [index, page] of pages.entries()) {
    const path = `${stem}-${index + 1}.png`;
    const taken = await page.screenshot({ path, timeout: 5000 }).then(
      () => `see ${path}`,
      () => "no picture could be taken",
    );
    console.error(`e2e: page ${index + 1} was at ${page.url()}; ${taken}`);
  }
  await writeFile(`${stem}.log`, log);
  console.error(`e2e: the end of the services' log (all of it: ${stem}.log)\n${log.split("\n").slice(-LAST_LINES).join("\n")}`);
}
