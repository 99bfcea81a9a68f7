import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { Demo } from "../harness/demo.ts";
import { inspect, type Look } from "../harness/look.ts";
import { type Looks, type Person, SOON } from "../harness/person.ts";
import { storyOf, useBrowser } from "../harness/story.ts";

useBrowser();

/** A cluster whose jobs live fast, so that something happens while one looks. */
const story = storyOf((folder) => Demo.start(folder, ["--speed", "20"]));

interface Row {
  job_id: number;
  id: string;
  name: string;
  state: string;
}

const jobsOf = async (person: Person, query: string) => (await person.ask<{ items: Row[] }>(`/api/v2/jobs?${query}`)).items;
const rows = (page: Page): Locator => page.getByRole("row").filter({ hasNot: page.getByRole("columnheader") });
const rowOf = (page: Page, { id }: Row): Locator => rows(page).filter({ has: page.getByRole("link", { name: id, exact: true }) });

story("jobs change while one looks, and the address is the view", async ({ person }) => {
  const alice = await (await person()).signIn("alice");
  const { page, traffic } = await alice.open("/dashboard/");
  await page.getByText("Slurm answers", { exact: true }).waitFor();
  await page.getByText("Simulated data", { exact: true }).waitFor();
  await page.getByRole("heading", { name: "My jobs" }).waitFor();
  await page.getByRole("heading", { name: "Why jobs wait" }).waitFor();

  await page.keyboard.press("g");
  await page.keyboard.press("j");
  await page.getByRole("heading", { name: "Jobs", exact: true }).waitFor();
  await rows(page).nth(5).waitFor();
  const before = await rows(page).first().innerText();
  await expect.poll(() => traffic.heard("jobs_changed"), SOON).toBeGreaterThan(0);
  await expect.poll(() => rows(page).first().innerText(), SOON).not.toBe(before);

  await page.getByRole("button", { name: /^Waiting/ }).click();
  await expect.poll(() => new URL(page.url()).search).toBe("?state=waiting");
  await page.getByRole("button", { name: "Mine" }).click();
  await expect.poll(() => new URL(page.url()).searchParams.get("user")).toBe("me");
  await page.getByRole("button", { name: "CPUs" }).click();
  await expect.poll(() => new URL(page.url()).searchParams.get("sort")).toBe("-cpus");
  await page.reload();
  await expect.poll(() => page.getByRole("button", { name: "Mine" }).getAttribute("aria-pressed"), SOON).toBe("true");
  await page.goBack();
  await expect.poll(() => new URL(page.url()).searchParams.get("sort")).toBeNull();

  await page.keyboard.press("/");
  await page.keyboard.type("no job is called so");
  await page.getByText("Nothing fits this filter").waitFor();
  await page.getByRole("main").getByRole("button", { name: "Clear filters" }).last().click();
  await rows(page).first().waitFor();

  // A link that came by mail: what no page knows is dropped, and never asked of the API.
  await page.goto(new URL("/dashboard/jobs?state=waiting&utm_source=mail&sort=wrong", page.url()).href);
  await expect.poll(() => new URL(page.url()).search).toBe("?state=waiting");
  await rows(page).first().waitFor();
});

story("a job that one cancels is cancelled on every page, without a reload", async ({ person }) => {
  const alice = await (await person()).signIn("alice");
  const [mine] = await jobsOf(alice, "user=me&state=waiting&sort=priority&limit=1");
  if (mine === undefined) throw new Error("alice has no job that waits");
  const { page: other } = await alice.open(`/dashboard/jobs/${mine.job_id}`);
  await other.getByRole("heading", { name: mine.name }).waitFor();
  await other.getByRole("region", { name: "Why it waits" }).waitFor();
  const loads = await other.evaluate(() => performance.timeOrigin);

  const { page } = await alice.open(`/dashboard/jobs?user=me&q=${mine.name}`);
  await rowOf(page, mine).waitFor();
  await rowOf(page, mine).focus();
  await page.keyboard.press("x");
  const bar = page.getByRole("region", { name: "1 selected" });
  await bar.getByRole("button", { name: "Cancel job" }).click();
  const asked = page.getByRole("dialog", { name: "Cancel this job?" });
  await asked.getByText("It leaves the queue and loses its place.").waitFor();
  await asked.getByRole("button", { name: "Cancel job" }).click();
  await asked.waitFor({ state: "hidden" });
  await page.getByText(`Job ${mine.id} is being cancelled`).waitFor();

  await rowOf(page, mine).getByText("Cancelled").waitFor();
  await other.getByText("Cancelled", { exact: true }).first().waitFor();
  await expect.poll(() => other.getByRole("button", { name: "Cancel job" }).count(), SOON).toBe(0);
  expect(await other.evaluate(() => performance.timeOrigin)).toBe(loads);
});

story("jobs of others can be looked at, not ended; without a mouse", async ({ person }) => {
  const bob = await (await person()).signIn("bob");
  const { page } = await bob.open("/dashboard/jobs?state=waiting&sort=-priority");
  await rows(page).first().waitFor();
  await page.keyboard.press("j");
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute("data-row"))).toBe("0");
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  await page.keyboard.press("Enter");
  await expect.poll(() => new URL(page.url()).pathname).toMatch(/^\/dashboard\/jobs\/\d+$/);
  await page.getByRole("region", { name: "Timeline" }).waitFor();

  const foreign = (await bob.ask<{ items: (Row & { mine: boolean })[] }>("/api/v2/jobs?state=active&limit=50")).items.find((row) => !row.mine);
  if (foreign === undefined) throw new Error("nobody but bob runs a job");
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Search or run a command" }).waitFor();
  await page.keyboard.type(String(foreign.job_id));
  await page.getByRole("option", { name: `Open job ${foreign.job_id}`, selected: true }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: foreign.name }).waitFor();
  await page.getByRole("region", { name: "Resources" }).waitFor();
  expect(await page.getByRole("button", { name: "Cancel job" }).count()).toBe(0);

  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).getByText("Go to Jobs").waitFor();
});

const LOOKS: readonly (Look & Looks)[] = [
  { name: "en-light", korean: false, axe: "everything", locale: "en-US", colorScheme: "light", viewport: { width: 1280, height: 800 } },
  { name: "ko-dark", korean: true, axe: "contrast", locale: "ko-KR", colorScheme: "dark", viewport: { width: 1280, height: 800 } },
  { name: "en-dark-middle", korean: false, axe: "nothing", locale: "en-US", colorScheme: "dark", viewport: { width: 900, height: 800 } },
  { name: "ko-light-narrow", korean: true, axe: "everything", locale: "ko-KR", colorScheme: "light", viewport: { width: 375, height: 740 } },
];

for (const look of LOOKS) {
  story(`overview and jobs are complete, in their place and readable by everybody: ${look.name}`, async ({ person }) => {
    const alice = await (await person(look)).signIn("alice");
    const [waiting] = await jobsOf(alice, "state=waiting&sort=-priority&limit=1");
    const [running] = await jobsOf(alice, "state=active&limit=1");
    const views: readonly [name: string, path: string][] = [
      ["cluster-overview", "/dashboard/"],
      ["cluster-overview-table", "/dashboard/?view=table"],
      ["jobs", "/dashboard/jobs"],
      ["jobs-filtered", "/dashboard/jobs?state=active,FAILED&partition=gpu&sort=-cpus"],
      ["jobs-none", "/dashboard/jobs?q=nothing-of-this-name"],
      ["jobs-finished", "/dashboard/jobs?in=finished&period=7d"],
      ["job-waiting", `/dashboard/jobs/${waiting?.job_id ?? 0}`],
      ["job-running", `/dashboard/jobs/${running?.job_id ?? 0}#resources`],
      ["job-missing", "/dashboard/jobs/4000000000"],
    ];
    for (const [name, path] of views) {
      const { page } = await alice.open(path);
      await page.getByRole("main").waitFor();
      await page.waitForLoadState("networkidle");
      await inspect(page, name, look);
      await page.close();
    }
  }, 120);
}
