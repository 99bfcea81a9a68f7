import type { Page } from "playwright-core";
import { expect } from "vitest";
import { inspect, type Look } from "../harness/look.ts";
import { type Looks, type Person, SOON } from "../harness/person.ts";
import { story, useBrowser } from "../harness/story.ts";

useBrowser();

const jobsOf = async (person: Person, query: string) => (await person.ask<{ items: { id: string; name: string }[] }>(`/api/v2/jobs?${query}`)).items;
const script = (page: Page) => page.getByRole("textbox", { name: "Script" });

story("a job is written, asked about, corrected, submitted and run again", async ({ person }) => {
  const alice = await (await person()).signIn("alice");
  const { page, traffic } = await alice.open("/dashboard/jobs");
  await page.getByRole("link", { name: "New job" }).last().click();
  await page.getByRole("heading", { name: "New job" }).waitFor();
  await page.getByLabel("Name", { exact: true }).fill("wing-flutter");
  await page.getByRole("textbox", { name: "Nodes" }).fill("0");
  await script(page).fill("sleep 60\n");
  await page.getByRole("button", { name: "When would it start?" }).click();
  await page.getByText("A whole number from 1 on.").waitFor();
  await page.getByText("It begins with #!", { exact: false }).waitFor();
  expect(traffic.count("POST", /jobs/)).toBe(0);
  await page.getByRole("textbox", { name: "Nodes" }).fill("2");
  await script(page).fill("#!/bin/bash\nsleep 60\n");
  await page.getByLabel("Partition", { exact: true }).selectOption("cpu");
  await page.getByText(/CPUs free now/).waitFor();

  // A reload loses nothing.
  await page.reload();
  await expect.poll(() => page.getByLabel("Name", { exact: true }).inputValue(), SOON).toBe("wing-flutter");
  expect(await script(page).inputValue()).toBe("#!/bin/bash\nsleep 60\n");
  await page.getByRole("button", { name: "When would it start?" }).click();
  await page.getByText(/^It would start .* in partition cpu\./).waitFor();

  // What the server refuses stands at its field, what Slurm refuses below.
  await page.getByLabel("Working folder").fill(`/${"long/".repeat(1000)}`);
  await page.getByRole("button", { name: "Submit" }).click();
  await page.getByText("An absolute path, such as /home/kim/run1.").waitFor();
  await page.getByLabel("Working folder").fill("/home/alice");
  await page.getByLabel("Time limit: hours").fill("9000");
  await page.getByRole("button", { name: "Submit" }).click();
  await page.getByRole("alert").getByText(/^Slurm refused: /).waitFor();
  await page.getByLabel("Time limit: hours").fill("2");
  await page.keyboard.press("Control+Enter");
  await page.getByRole("heading", { name: "wing-flutter" }).waitFor();
  const [job] = await jobsOf(alice, "q=wing-flutter");
  expect(new URL(page.url()).pathname).toBe(`/dashboard/jobs/${job?.id ?? ""}`);

  // Again, with all that was written.
  await page.getByRole("link", { name: "Run again" }).click();
  await page.getByText(`As you submitted job ${job?.id ?? ""}.`, { exact: false }).waitFor();
  expect(await script(page).inputValue()).toBe("#!/bin/bash\nsleep 60\n");
  expect(await page.getByRole("textbox", { name: "Nodes" }).inputValue()).toBe("2");
  await page.getByLabel("Name", { exact: true }).fill("wing-flutter-2");
  await page.getByRole("button", { name: "Submit" }).click();
  await page.getByRole("heading", { name: "wing-flutter-2" }).waitFor();
  // A job that was not submitted here: what Slurm tells of it.
  const other = await alice.submit({ script: "#!/bin/bash\nsleep 60\n", name: "elsewhere", partition: "gpu", gres: "gpu:1", time_limit_seconds: 1800 });
  await page.goto(`/dashboard/jobs/new?from=${other}`);
  await page.getByText(`From what Slurm tells of job ${other}.`, { exact: false }).waitFor();
  expect(await page.getByLabel("Name", { exact: true }).inputValue()).toBe("elsewhere");
  expect(await page.getByLabel("Minutes").inputValue()).toBe("30");
  expect(await page.getByLabel("GPUs per node").inputValue()).toMatch(/1$/);
});

story("an answer that is lost makes no second job, also after a reload", async ({ person }) => {
  const alice = await (await person()).signIn("alice");
  const { page } = await alice.open("/dashboard/jobs/new");
  await page.getByLabel("Name", { exact: true }).fill("only-once");
  // The portal gets it, its answer does not come back.
  await page.route("**/api/v2/jobs", async (route) => {
    if (route.request().method() === "POST") {
      await route.fetch();
      await route.abort();
    } else await route.continue();
  });
  await page.getByRole("button", { name: "Submit" }).click();
  await page.getByRole("alert").getByText("Whether the job was submitted is not known yet", { exact: false }).waitFor();
  expect(await page.getByLabel("Name", { exact: true }).isDisabled()).toBe(true);
  await page.unroute("**/api/v2/jobs");
  await page.reload();
  await page.getByRole("alert").getByText("Whether the job was submitted is not known yet", { exact: false }).waitFor();
  await page.getByRole("button", { name: "Find out" }).click();
  await page.getByRole("heading", { name: "only-once" }).waitFor();
  expect(await jobsOf(alice, "q=only-once")).toHaveLength(1);
  await page.goto("/dashboard/jobs/new");
  await expect.poll(() => page.getByLabel("Name", { exact: true }).inputValue(), SOON).toBe("my-job");
});

const LOOKS: readonly (Look & Looks)[] = [
  { name: "en-light", korean: false, axe: "everything", locale: "en-US", colorScheme: "light", viewport: { width: 1280, height: 800 } },
  { name: "ko-dark", korean: true, axe: "contrast", locale: "ko-KR", colorScheme: "dark", viewport: { width: 1280, height: 800 } },
  { name: "en-dark-middle", korean: false, axe: "nothing", locale: "en-US", colorScheme: "dark", viewport: { width: 900, height: 800 } },
  { name: "ko-light-narrow", korean: true, axe: "everything", locale: "ko-KR", colorScheme: "light", viewport: { width: 375, height: 740 } },
];

for (const look of LOOKS) {
  story(`writing a job is readable by everybody: ${look.name}`, async ({ person }) => {
    const alice = await (await person(look)).signIn("alice");
    const { page } = await alice.open("/dashboard/jobs/new");
    await page.getByRole("main").waitFor();
    await page.waitForLoadState("networkidle");
    await inspect(page, "new-job", look);
    await page.getByRole("button", { name: /^(When would it start|언제)/ }).click();
    await page.getByRole("status").filter({ hasText: /partition/ }).waitFor();
    await inspect(page, "new-job-estimate", look);
    await page.getByRole("textbox", { name: /^(Nodes|node 수)$/ }).fill("0");
    await page.getByRole("button", { name: /^(Submit|제출)$/ }).click();
    await page.getByText(/^(Some fields|고쳐야)/).waitFor();
    await inspect(page, "new-job-wrong", look);
  });
}
