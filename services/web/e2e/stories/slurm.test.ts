import type { Page } from "playwright-core";
import { expect } from "vitest";
import type { Person } from "../harness/person.ts";
import { Production } from "../harness/production.ts";
import { Slurm } from "../harness/slurm.ts";
import { type Portal, storyOf, useBrowser } from "../harness/story.ts";

useBrowser();

/** Slurm starts, ends and forgets in its own time, on slow machines in much of it. */
const IN_TIME = { timeout: 90_000 };
const POLL = { ...IN_TIME, interval: 200 };
const SLEEPS = "#!/bin/bash\nsleep 900\n";

/** The portal as it is installed, run as root so that it acts as the person, in front of a real Slurm. */
class Cluster implements Portal {
  readonly slurm: Slurm;
  readonly #production: Production;

  private constructor(slurm: Slurm, production: Production) {
    this.slurm = slurm;
    this.#production = production;
  }

  static async start(folder: string): Promise<Cluster> {
    const slurm = Slurm.start();
    try {
      return new Cluster(slurm, await Production.start(folder, {}, { SLURM_CONF: slurm.conf }));
    } catch (error) {
      slurm.stop();
      throw error;
    }
  }

  get url(): string {
    return this.#production.url;
  }

  log(): string {
    return this.#production.log();
  }

  async stop(): Promise<void> {
    await this.#production.stop();
    this.slurm.stop();
  }
}

const story = storyOf((folder) => Cluster.start(folder));

const rowOf = (page: Page, id: string) => page.getByRole("row").filter({ has: page.getByRole("link", { name: id, exact: true }) });
const loadedAt = (page: Page) => page.evaluate(() => performance.timeOrigin);
/** What the queue calls the jobs: `12_0`, `12_[2-5%2]`. */
const ids = async (person: Person) => (await person.ask<{ items: { id: string }[] }>("/api/v2/jobs?user=me&state=active,waiting")).items.map(({ id }) => id);

story("on a real Slurm a job comes, runs and is cancelled, and what waits of an array, without a reload", async ({ portal, person }) => {
  const { slurm } = portal;
  const alice = await (await person()).signIn("alice");
  const { page } = await alice.open("/dashboard/jobs?user=me");
  await page.getByText("No jobs in the queue").or(page.getByText("Nothing fits this filter")).first().waitFor(IN_TIME);
  const born = await loadedAt(page);

  const id = await alice.submit({ script: SLEEPS, name: "turbine", tasks: 2, time_limit_seconds: 1800 });
  await rowOf(page, id).getByText("Running", { exact: true }).waitFor(IN_TIME);
  expect(slurm.run("squeue", "-h", "-j", id, "-o", "%u %j %C %T").trim()).toBe("alice turbine 2 RUNNING");
  const { page: one } = await alice.open(`/dashboard/jobs/${id}`);
  await one.getByRole("heading", { name: "turbine" }).waitFor();
  await one.getByRole("region", { name: "Files" }).getByText(`slurm-${id}.out`, { exact: false }).waitFor(IN_TIME);
  await one.getByRole("button", { name: "Cancel job" }).click();
  const asked = one.getByRole("dialog", { name: "Cancel this job?" });
  await asked.getByText("It runs now and is ended.", { exact: false }).waitFor();
  await asked.getByRole("button", { name: "Cancel job" }).click();
  await asked.waitFor({ state: "hidden", ...IN_TIME });
  await one.getByText("Cancelled", { exact: true }).first().waitFor(IN_TIME);
  await rowOf(page, id).getByText("Cancelled", { exact: true }).waitFor(IN_TIME);
  expect(slurm.run("scontrol", "show", "job", id)).toContain("JobState=CANCELLED");

  // Another person's hand ends nothing here, neither on the page nor past it.
  const array = await alice.submit({ script: SLEEPS, name: "sweep", array: "0-5%2", time_limit_seconds: 1800 });
  await rowOf(page, `${array}_0`).getByText("Running", { exact: true }).waitFor(IN_TIME);
  const bob = await (await person()).signIn("bob");
  const refused = await bob.send(`/api/v2/jobs/${array}/cancel`, {});
  expect([403, 404]).toContain(refused.status());

  // What waits is cancelled; what runs goes on.
  await expect.poll(async () => (await ids(alice)).sort(), POLL).toEqual([`${array}_0`, `${array}_1`, `${array}_[2-5%2]`]);
  const waiting = `${array}_[2-5%2]`;
  await rowOf(page, waiting).waitFor(IN_TIME);
  await page.getByRole("button", { name: `Actions for job ${waiting}` }).click();
  await page.getByRole("menuitem", { name: "Cancel job" }).click();
  const lost = page.getByRole("dialog", { name: "Cancel this job?" });
  await lost.getByText("4 that wait leave the queue and lose their places.").waitFor();
  await lost.getByRole("button", { name: "Cancel job" }).click();
  await page.getByText(`Job ${waiting} is being cancelled`).waitFor(IN_TIME);
  await expect.poll(async () => (await ids(alice)).sort(), POLL).toEqual([`${array}_0`, `${array}_1`]);
  expect(slurm.run("squeue", "-h", "-r", "-j", array, "-t", "RUNNING,PENDING", "-o", "%T").trim().split("\n")).toEqual(["RUNNING", "RUNNING"]);
  await rowOf(page, `${array}_1`).getByText("Running", { exact: true }).waitFor();
  expect(await loadedAt(page)).toBe(born);
}, 300);

story("on a real Slurm a node is drained and comes back; while slurmctld is away the last rows stay, marked, until it answers again", async ({ portal, person }) => {
  const { slurm } = portal;
  const alice = await (await person()).signIn("alice");
  const id = await alice.submit({ script: SLEEPS, name: "stays", time_limit_seconds: 1800 });
  const { page: node } = await alice.open("/dashboard/nodes/cn002");
  await node.getByRole("region", { name: "State" }).waitFor(IN_TIME);

  const admin = await (await person()).signIn("admin");
  const { page } = await admin.open("/dashboard/nodes/cn002");
  await page.getByRole("button", { name: "Drain" }).click();
  const asked = page.getByRole("dialog", { name: "Drain 1 node?" });
  await asked.getByLabel("Reason").fill("fan 3 is loud; ticket 4711");
  await asked.getByRole("button", { name: "Drain" }).click();
  await asked.waitFor({ state: "hidden", ...IN_TIME });
  await node.getByText("fan 3 is loud; ticket 4711").first().waitFor(IN_TIME);
  await node.getByRole("region", { name: "State" }).getByText(/^Drain(ing|ed)$/).waitFor(IN_TIME);
  expect(slurm.run("scontrol", "show", "node", "cn002")).toMatch(/State=\w+\+DRAIN[^]*Reason=fan 3 is loud; ticket 4711/);
  await page.getByRole("button", { name: "Resume" }).click();
  await expect.poll(() => node.getByText("fan 3 is loud; ticket 4711").count(), POLL).toBe(0);
  expect(slurm.run("scontrol", "show", "node", "cn002")).not.toMatch(/State=\S*DRAIN/);

  const { page: jobs } = await alice.open("/dashboard/jobs?user=me");
  await rowOf(jobs, id).getByText("Running", { exact: true }).waitFor(IN_TIME);
  const born = await loadedAt(jobs);
  slurm.stopController();
  await jobs.getByText(/as of .* old/).first().waitFor(IN_TIME);
  await rowOf(jobs, id).getByText("Running", { exact: true }).waitFor();
  await node.getByText(/as of .* old/).first().waitFor(IN_TIME);
  // Nothing was done, and it says so.
  await rowOf(jobs, id).getByRole("button", { name: `Actions for job ${id}` }).click();
  await jobs.getByRole("menuitem", { name: "Requeue" }).click();
  const again = jobs.getByRole("dialog", { name: "Put this job back into the queue?" });
  await again.getByRole("button", { name: "Requeue" }).click();
  await jobs.getByText("Slurm does not answer, so nothing was done", { exact: false }).or(jobs.getByText("It may have been done all the same", { exact: false })).first().waitFor(IN_TIME);
  await jobs.keyboard.press("Escape");

  slurm.startController();
  await expect.poll(() => jobs.getByText(/as of .* old/).count(), POLL).toBe(0);
  await rowOf(jobs, id).getByText("Running", { exact: true }).waitFor(IN_TIME);
  expect(await loadedAt(jobs)).toBe(born);
  await alice.act("cancel", [id]);
  await rowOf(jobs, id).getByText("Cancelled", { exact: true }).waitFor(IN_TIME);
}, 300);

story("on a real Slurm a job that is written in the browser is planned, submitted and runs", async ({ portal, person }) => {
  const alice = await (await person()).signIn("alice");
  const { page } = await alice.open("/dashboard/jobs/new");
  await page.getByLabel("Name", { exact: true }).fill("written");
  await page.getByRole("textbox", { name: "Script" }).fill(SLEEPS);
  await page.getByLabel("Partition", { exact: true }).selectOption("gpu", IN_TIME);
  await page.getByLabel("GPUs per node").fill("a100:1");
  await page.getByLabel("CPUs per task").fill("99");
  await page.getByRole("button", { name: "When would it start?" }).click();
  await page.getByRole("alert").getByText(/^Slurm refused: /).waitFor(IN_TIME);
  await page.getByLabel("CPUs per task").fill("2");
  await page.getByRole("button", { name: "When would it start?" }).click();
  await page.getByText(/^It would start .* on gpu1 in partition gpu\./).waitFor(IN_TIME);
  await page.getByRole("button", { name: "Submit" }).click();
  await page.getByRole("heading", { name: "written" }).waitFor(IN_TIME);
  await page.getByText("Running", { exact: true }).first().waitFor(IN_TIME);
  expect(portal.slurm.run("squeue", "-h", "-n", "written", "-o", "%u %P %C %b %T").trim()).toMatch(/^alice gpu 2 \S*gpu:a100:1 RUNNING$/);
  // As Slurm tells it, to somebody at another computer.
  await page.evaluate(() => localStorage.clear());
  await page.getByRole("link", { name: "Run again" }).click();
  await page.getByText("From what Slurm tells of job", { exact: false }).waitFor(IN_TIME);
  expect(await page.getByLabel("GPUs per node").inputValue()).toBe("a100:1");
  expect(await page.getByLabel("CPUs per task").inputValue()).toBe("2");
}, 200);
