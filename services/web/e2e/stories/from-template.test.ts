import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { inspect, type Look } from "../harness/look.ts";
import { drop, type Looks, type Person, SOON } from "../harness/person.ts";
import { story, useBrowser } from "../harness/story.ts";

useBrowser();

interface Submission {
  id: number;
  job_id: number;
  name: string;
  overrides: Record<string, unknown>;
  inputs: { file_key: string; name: string }[];
}

const submissionsOf = async (person: Person) => (await person.ask<{ submissions: Submission[] }>("/api/v2/submissions")).submissions;
const script = (page: Page) => page.getByRole("region", { name: "Script", exact: true }).last();

/** A file of a person's, on their disk. */
async function textFile(folder: string, name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

async function choose(page: Page, key: string, path: string): Promise<void> {
  await page.getByTestId(`input-${key}`).setInputFiles(path);
}

story(
  "a template is chosen, given its files and values, read as a script, submitted, and submitted again with changes",
  async ({ person, folder }) => {
    const alice = await (await person()).signIn("alice");
    const { page, traffic } = await alice.open("/dashboard/jobs/new");
    await page.getByRole("link", { name: "From a template" }).click();
    await page.getByLabel("Search templates").fill("python");
    await page.getByRole("link", { name: /^Python/ }).click();
    await page.getByRole("heading", { name: "Input files" }).waitFor();

    // What is missing is told once somebody wants to submit; nothing is sent.
    await page.getByRole("button", { name: "Submit" }).click();
    await page.getByText("The job needs this file.").waitFor();
    expect(traffic.count("POST", /\/jobs$/)).toBe(0);
    await choose(page, "script", await textFile(folder, "notes.txt", "no program"));
    await page.getByText("only .py here").waitFor();
    expect(traffic.count("POST", /upload\/init/)).toBe(0);
    await choose(page, "script", await textFile(folder, "count.py", "print(sum(range(10)))\n"));
    await page.getByLabel("Uploaded").waitFor();
    await script(page).getByText("count.py").first().waitFor();

    // The script follows what is typed; what does not fit stands at its field.
    await page.getByLabel("Time limit").fill("soon");
    await page.getByText("A time such as 12:00:00", { exact: false }).waitFor();
    await page.getByLabel("Time limit").fill("2:00:00");
    await script(page).getByText("--time=02:00:00").waitFor();
    await page.getByLabel("Name of the job").fill("first-count");
    await script(page).getByText("first-count").first().waitFor();

    // A reload loses nothing.
    await page.reload();
    await expect.poll(() => page.getByLabel("Name of the job").inputValue(), SOON).toBe("first-count");
    expect(await page.getByLabel("Time limit").inputValue()).toBe("2:00:00");
    await page.getByLabel("Uploaded").waitFor();

    // Whoever knows better writes in it, and finds the way back.
    await page.getByRole("button", { name: "Edit" }).click();
    const text = page.getByRole("textbox", { name: "Script" });
    await text.fill("sleep 1");
    await page.getByText("It begins with #!", { exact: false }).waitFor();
    await page.getByRole("button", { name: "Back to the template’s" }).click();
    await script(page).getByText("--time=02:00:00").waitFor();
    // What it would use is said, and what that costs, because the demo's site has prices.
    await page.getByText(/^At most [\d.,]+ node-hours?, [\d.,]+ GiB-hours?$/).waitFor();
    await page.getByText(/^\$[\d.,]+$/).waitFor();
    // Asking keeps the focus, so that the keyboard goes on from there.
    const estimate = page.getByRole("button", { name: "When would it start?" });
    await estimate.focus();
    await page.keyboard.press("Enter");
    await page.getByText(/^It would start .* in partition cpu\./).waitFor();
    expect(await estimate.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press("Control+Enter");
    await page.getByRole("heading", { name: "first-count" }).waitFor();

    // Its page says what it was made of.
    const [first] = await submissionsOf(alice);
    expect(first).toMatchObject({ name: "first-count", overrides: { time: "2:00:00" }, inputs: [{ file_key: "script", name: "count.py" }] });
    expect(new URL(page.url()).pathname).toBe(`/dashboard/jobs/${first?.job_id ?? ""}`);
    const made = page.getByRole("region", { name: "From a template" });
    await made.getByText("time = 2:00:00").waitFor();
    await made.getByText("count.py").waitFor();
    const written = await alice.context.request.get(`/api/v2/submissions/${first?.id ?? ""}/files/script.sh`);
    expect(await written.text()).toContain("--time=02:00:00");

    // With changes: all of it is there again; the second file is one that was uploaded before.
    await made.getByRole("link", { name: "With changes" }).click();
    await page.getByText(`As job ${first?.job_id ?? ""} was.`, { exact: false }).waitFor();
    expect(await page.getByLabel("Time limit").inputValue()).toBe("2:00:00");
    await page.getByLabel("Uploaded").waitFor();
    await page.getByRole("button", { name: /: from my uploads$/ }).click();
    await page.getByRole("dialog").getByRole("button", { name: /count\.py/ }).click();
    await expect.poll(() => page.getByLabel("Uploaded").count(), SOON).toBe(2);
    await page.getByLabel("Name of the job").fill("second-count");
    await page.getByRole("button", { name: "Submit" }).click();
    await page.getByRole("heading", { name: "second-count" }).waitFor();

    // The same once more, without the form.
    await page.getByRole("button", { name: "Submit again" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Submit" }).click();
    await expect.poll(async () => (await submissionsOf(alice)).map(({ name }) => name), SOON).toEqual(["second-count", "second-count", "first-count"]);

    // What was last used is there the next time.
    await page.goto("/dashboard/jobs/new?template=python-batch");
    await expect.poll(() => page.getByLabel("Time limit").inputValue(), SOON).toBe("2:00:00");
    expect(await page.getByLabel("Name of the job").inputValue()).toBe("");
  },
  120,
);

story("a script that was edited is edited when its job is submitted again, with or without changes", async ({ person, folder }) => {
  const alice = await (await person()).signIn("alice");
  const { page } = await alice.open("/dashboard/jobs/new?template=python-batch");
  await page.getByRole("heading", { name: "Input files" }).waitFor();
  await choose(page, "script", await textFile(folder, "count.py", "print(1)\n"));
  await page.getByLabel("Uploaded").waitFor();
  await page.getByLabel("Name of the job").fill("by-hand");
  await script(page).getByText("by-hand").first().waitFor();
  await page.getByRole("button", { name: "Edit" }).click();
  const text = page.getByRole("textbox", { name: "Script" });
  await text.fill(`${await text.inputValue()}echo by hand\n`);
  await page.getByRole("button", { name: "Submit" }).click();
  await page.getByRole("heading", { name: "by-hand" }).waitFor();

  await page.getByRole("button", { name: "Submit again" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Its script had been edited.", { exact: false }).waitFor();
  await dialog.getByRole("button", { name: "Submit" }).click();
  await expect.poll(async () => (await submissionsOf(alice)).length, SOON).toBe(2);
  const [again, first] = await Promise.all((await submissionsOf(alice)).map(({ id }) => alice.ask<Submission & { script: string; folder: string }>(`/api/v2/submissions/${id}`)));
  expect(again?.script).toContain("echo by hand");
  // The same, in its own folder.
  expect(again?.folder).not.toBe(first?.folder);
  expect(again?.script).toBe(first?.script.replaceAll(first.folder, again?.folder ?? ""));

  await page.goto(`/dashboard/jobs/${first?.job_id ?? ""}`);
  await page.getByRole("link", { name: "With changes" }).click();
  await expect.poll(() => page.getByRole("textbox", { name: "Script" }).inputValue(), SOON).toContain("echo by hand");
  expect(await page.getByRole("textbox", { name: "Script" }).inputValue()).not.toContain(first?.folder ?? "");
});

story("a file that is dropped on its place is sent, and an answer that is lost makes no second job", async ({ person, folder }) => {
  const alice = await (await person()).signIn("alice");
  const { page } = await alice.open("/dashboard/jobs/new?template=python-batch");
  await page.getByRole("heading", { name: "Input files" }).waitFor();
  await drop(page, [await textFile(folder, "count.py", "print(1)\n")], page.getByRole("button", { name: /^Choose a file for/ }).first());
  await page.getByLabel("Uploaded").waitFor();
  await page.getByLabel("Name of the job").fill("only-once");
  await page.route("**/api/v2/jobs", async (route) => {
    if (route.request().method() === "POST") {
      await route.fetch();
      await route.abort();
    } else await route.continue();
  });
  await page.getByRole("button", { name: "Submit" }).click();
  await page.getByRole("alert").getByText("Whether the job was submitted is not known yet", { exact: false }).waitFor();
  await page.unroute("**/api/v2/jobs");
  await page.reload();
  await page.getByRole("alert").getByText("Whether the job was submitted is not known yet", { exact: false }).waitFor();
  await page.getByRole("button", { name: "Find out" }).click();
  await page.getByRole("heading", { name: "only-once" }).waitFor();
  expect(await submissionsOf(alice)).toHaveLength(1);
});

story("without a mouse: a template, its file and its job", async ({ person, folder }) => {
  const alice = await (await person({ withoutHandles: true })).signIn("alice");
  const { page } = await alice.open("/dashboard/jobs/new?kind=template");
  await page.getByLabel("Search templates").focus();
  await page.keyboard.type("python");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  const button = page.getByRole("button", { name: /^Choose a file for/ }).first();
  await button.waitFor();
  // Submitting too early leads to what is missing.
  await page.getByLabel("Name of the job").focus();
  await page.keyboard.press("Control+Enter");
  await expect.poll(() => button.evaluate((element) => element === document.activeElement), SOON).toBe(true);
  const chooser = page.waitForEvent("filechooser");
  await page.keyboard.press("Enter");
  await (await chooser).setFiles(await textFile(folder, "keys.py", "print(2)\n"));
  await page.getByLabel("Uploaded").waitFor();
  await page.getByLabel("Name of the job").focus();
  await page.keyboard.type("by-keys");
  await page.keyboard.press("Control+Enter");
  await page.getByRole("heading", { name: "by-keys" }).waitFor();
});

const LOOKS: readonly (Look & Looks)[] = [
  { name: "en-light", korean: false, axe: "everything", locale: "en-US", colorScheme: "light", viewport: { width: 1280, height: 800 } },
  { name: "ko-dark", korean: true, axe: "contrast", locale: "ko-KR", colorScheme: "dark", viewport: { width: 1280, height: 800 } },
  { name: "ko-light-narrow", korean: true, axe: "everything", locale: "ko-KR", colorScheme: "light", viewport: { width: 375, height: 740 } },
];

for (const look of LOOKS) {
  story(`a job of a template is readable by everybody: ${look.name}`, async ({ person, folder }) => {
    const alice = await (await person(look)).signIn("alice");
    const { page } = await alice.open("/dashboard/jobs/new?kind=template");
    await page.getByRole("link", { name: /^Python/ }).waitFor();
    await inspect(page, "template-choice", look);
    await page.goto("/dashboard/jobs/new?template=python-batch");
    await page.getByRole("heading", { name: /^(Input files|입력 파일)$/ }).waitFor();
    await page.waitForLoadState("networkidle");
    await inspect(page, "template-job", look);
    await page.getByRole("button", { name: /^(Submit|제출)$/ }).click();
    await page.getByText(/^(The job needs this file|job에 꼭 필요한)/).waitFor();
    await inspect(page, "template-job-missing", look);
    await choose(page, "script", await textFile(folder, "count.py", "print(1)\n"));
    await page.getByLabel(/^(Uploaded|업로드 완료)$/).waitFor();
    await page.getByRole("button", { name: /(from my uploads|내 업로드에서 선택)$/ }).click();
    await page.getByRole("dialog").getByText("count.py").waitFor();
    await inspect(page, "template-job-uploads", look);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: /^(Submit|제출)$/ }).click();
    await page.getByRole("heading", { name: /^(From a template|템플릿으로 만든 job)$/ }).waitFor();
    await page.waitForLoadState("networkidle");
    await inspect(page, "template-job-made", look);
  }, 90);
}
