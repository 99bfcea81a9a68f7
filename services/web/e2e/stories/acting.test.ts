import type { Page } from "playwright-core";
import { expect } from "vitest";
import { type Person, SOON } from "../harness/person.ts";
import { story, useBrowser } from "../harness/story.ts";

useBrowser();

/** Everybody sees within about a second what was done; a machine that builds at the same time gets a little more. */
const AT_ONCE = { timeout: 3000 };

interface Row {
  id: string;
  job_id: number;
  name: string;
  state: string;
  reason: string;
  time_limit_seconds: number | null;
}

const jobsOf = async (person: Person, query: string) => (await person.ask<{ items: Row[] }>(`/api/v2/jobs?${query}`)).items;

/** Has the person submit a job that waits until it is released. */
async function held(person: Person, name: string, more: object = {}): Promise<string> {
  return person.submit({ script: "#!/bin/bash\nsleep 3600\n", name, hold: true, time_limit_seconds: 3600, ...more });
}

const job = (page: Page, id: string) => page.getByRole("row").filter({ has: page.getByRole("link", { name: id, exact: true }) });
const loadedAt = (page: Page) => page.evaluate(() => performance.timeOrigin);

story("a job is held and released, gets another time limit, and Slurm's own words say why not", async ({ person }) => {
  const alice = await (await person()).signIn("alice");
  const id = await held(alice, "wing-mesh");
  const { page: other } = await alice.open("/dashboard/jobs?q=wing-mesh");
  const row = job(other, id);
  await row.getByText("Held", { exact: true }).waitFor();
  const { page } = await alice.open(`/dashboard/jobs/${id}`);
  await page.getByRole("heading", { name: "wing-mesh" }).waitFor();

  await page.getByRole("button", { name: "Release" }).click();
  await page.getByText(`Job ${id} is released`).waitFor();
  await page.getByRole("button", { name: /^(Hold|Requeue)$/ }).first().waitFor(AT_ONCE);
  await row.getByText("Held", { exact: true }).waitFor({ state: "hidden", ...AT_ONCE });

  // Held again by the list's menu. The simulated cluster may have started it meanwhile, so another one that surely waits.
  const later = await held(alice, "wing-mesh-later", { begin_at: new Date(Date.now() + 86_400_000).toISOString() });
  await job(other, later).getByText("Held", { exact: true }).waitFor();
  await job(other, later).getByRole("button", { name: `Actions for job ${later}` }).click();
  await other.getByRole("menuitem", { name: "Release" }).click();
  await other.getByText(`Job ${later} is released`).waitFor();
  await job(other, later).getByText("Waiting", { exact: true }).waitFor(AT_ONCE);
  await job(other, later).getByRole("button", { name: `Actions for job ${later}` }).click();
  await other.getByRole("menuitem", { name: "Hold" }).click();
  await job(other, later).getByText("Held", { exact: true }).waitFor(AT_ONCE);

  // Half the time.
  await page.goto(`/dashboard/jobs/${later}`);
  await page.getByRole("button", { name: "Time limit" }).click();
  const dialog = page.getByRole("dialog", { name: `Time limit of job ${later}` });
  await dialog.getByLabel("Hours").fill("0");
  await dialog.getByLabel("Minutes").fill("30");
  await dialog.getByRole("button", { name: "Change limit" }).click();
  await dialog.waitFor({ state: "hidden" });
  await expect.poll(async () => (await jobsOf(alice, "q=wing-mesh-later"))[0]?.time_limit_seconds, SOON).toBe(1800);
  await page.getByRole("region", { name: "Resources" }).getByText("30 min").first().waitFor(AT_ONCE);

  // More of it only operators can give, and says so in the dialog, which keeps what was typed.
  await page.getByRole("button", { name: "Time limit" }).click();
  await dialog.getByLabel("Hours").fill("20");
  await dialog.getByRole("button", { name: "Change limit" }).click();
  await dialog.getByRole("alert").getByText("Only the cluster’s operators can do that.", { exact: false }).waitFor();
  // Somebody ends it meanwhile, which Slurm tells in its own words.
  await alice.act("cancel", [later]);
  await dialog.getByLabel("Hours").fill("0");
  await dialog.getByLabel("Minutes").fill("10");
  await dialog.getByRole("button", { name: "Change limit" }).click();
  await dialog.getByRole("alert").getByText(`Slurm refused: Job has already finished for job ${later}`).waitFor();
});

story("what is lost is said before several jobs are cancelled, and the whole selection is gone from every page", async ({ person }) => {
  const alice = await (await person()).signIn("alice");
  const waiting = [await held(alice, "storm-1"), await held(alice, "storm-2"), await held(alice, "storm-3", { array: "0-4" })];
  const [running] = await jobsOf(alice, "user=me&state=RUNNING&sort=-submit&limit=1");
  if (running === undefined) throw new Error("alice runs no job");
  const { page: other } = await alice.open("/dashboard/jobs?user=me&state=waiting&q=storm");
  await expect.poll(() => other.getByRole("link", { name: /^\d+(_|$)/ }).count(), SOON).toBe(3);
  const born = await loadedAt(other);

  const { page } = await alice.open("/dashboard/jobs?user=me");
  const rows = await jobsOf(alice, "q=storm&user=me");
  expect(rows.map(({ id }) => id.replace(/_.*/, "")).sort()).toEqual([...waiting].sort());
  for (const { id } of [...rows, running]) {
    await job(page, id).focus();
    await page.keyboard.press("x");
  }
  await page.getByRole("region", { name: "4 selected" }).getByRole("button", { name: "Cancel job" }).click();
  const asked = page.getByRole("dialog", { name: "Cancel 4 jobs?" });
  await asked.getByText("It runs now and is ended. What it has not saved is lost", { exact: false }).waitFor();
  // Each task of the array loses its place.
  await asked.getByText("7 that wait leave the queue and lose their places.").waitFor();
  await asked.getByText("and 1 more", { exact: false }).waitFor();
  await asked.getByRole("button", { name: "Cancel 4 jobs" }).click();
  await page.getByText("4 jobs are being cancelled").waitFor();

  await other.getByText("Nothing fits this filter").waitFor(AT_ONCE);
  expect(await loadedAt(other)).toBe(born);
  await expect.poll(async () => (await jobsOf(alice, "q=storm&state=waiting")).length, SOON).toBe(0);
  const admin = await (await person()).signIn("admin");
  const log = (await admin.open("/dashboard/admin/audit?action=job.cancel")).page;
  await log.getByRole("row").filter({ hasText: "Job cancelled" }).filter({ hasText: running.id }).first().waitFor();
});

story("an operator drains a node with a reason, which everybody sees within a second; who is none is offered nothing and refused", async ({ person }) => {
  const alice = await (await person()).signIn("alice");
  const list = await alice.ask<{ items: { name: string }[] }>("/api/v2/nodes?state=allocated,mixed&limit=1");
  const busy = list.items[0]?.name ?? "";
  const hers = (await alice.open(`/dashboard/nodes/${busy}`)).page;
  await hers.getByRole("heading", { name: busy, exact: true }).waitFor();
  await hers.getByRole("region", { name: "State" }).waitFor();
  const born = await loadedAt(hers);
  const operators = /^(Drain|Resume|Restart)/;
  expect(await hers.getByRole("button", { name: operators }).count()).toBe(0);
  const table = (await alice.open(`/dashboard/nodes?view=table&q=${busy}`)).page;
  await table.getByRole("button", { name: `Actions for ${busy}` }).click();
  await table.getByRole("menuitem", { name: "Copy name" }).waitFor();
  expect(await table.getByRole("menuitem", { name: operators }).count()).toBe(0);
  const refused = await alice.send("/api/v2/nodes/actions", { action: "drain", names: [busy], reason: "mine" });
  expect(refused.status()).toBe(403);

  const admin = await (await person()).signIn("admin");
  const { page } = await admin.open(`/dashboard/nodes?view=table&q=${busy}`);
  await page.getByText("1 node", { exact: true }).waitFor();
  await page.getByRole("row").nth(1).focus();
  await page.keyboard.press("x");
  await page.getByRole("region", { name: "1 node selected" }).getByRole("button", { name: "Drain" }).click();
  const asked = page.getByRole("dialog", { name: "Drain 1 node?" });
  await asked.getByRole("button", { name: "Drain" }).click();
  await asked.getByText("Slurm asks for a reason.").waitFor();
  await asked.getByLabel("Reason").fill("Memory errors, ticket 4711");
  await page.keyboard.press("Enter");
  await page.getByText(`${busy} is being drained`).waitFor();
  await hers.getByText("Memory errors, ticket 4711").first().waitFor(AT_ONCE);
  await hers.getByRole("region", { name: "State" }).getByText(/^Drain(ing|ed)$/).waitFor(AT_ONCE);

  await page.getByRole("row").nth(1).getByText(/^Drain(ing|ed)$/).waitFor(AT_ONCE);
  await page.getByRole("link", { name: busy }).click();
  await page.getByRole("button", { name: "Resume" }).click();
  await page.getByText(`${busy} takes jobs again`).waitFor();
  await expect.poll(() => hers.getByText("Memory errors, ticket 4711").count(), AT_ONCE).toBe(0);
  expect(await loadedAt(hers)).toBe(born);
  await page.goto("/dashboard/admin/audit");
  await page.getByRole("row").filter({ hasText: "Node drained" }).filter({ hasText: busy }).filter({ hasText: "admin" }).first().waitFor();
});
