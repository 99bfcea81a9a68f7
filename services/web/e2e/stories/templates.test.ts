import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import type { Demo } from "../harness/demo.ts";
import { inspect, type Look } from "../harness/look.ts";
import { type Looks, type Person, SOON } from "../harness/person.ts";
import { story, useBrowser } from "../harness/story.ts";

useBrowser();

/** A template as somebody writes it. */
function yaml(id: string, more: { name?: string; nodes?: string; tags?: string; category?: string; isPublic?: boolean } = {}): string {
  const { name = `Template ${id}`, nodes = "1", tags = "[mesh]", category = "cfd", isPublic = true } = more;
  return `template:
  id: ${id}
  name: ${id}
  display_name: ${name}
  description: "**Splits** a mesh"
  category: ${category}
  tags: ${tags}
  is_public: ${isPublic}
slurm:
  partition: cpu
  nodes: ${nodes}
  ntasks: 4
  time: "01:00:00"
apptainer:
  image_name: tools.sif
script:
  main_exec: |
    echo ${id}
`;
}

/** Puts a file into the folder of templates, as an operator would. */
async function put({ state }: Demo, path: string, text: string): Promise<void> {
  const file = join(state, "templates", path);
  await mkdir(join(file, ".."), { recursive: true });
  await writeFile(file, text);
}

async function make(person: Person, text: string): Promise<void> {
  const reply = await person.send("/api/v2/templates", { yaml: text });
  expect(reply.status(), await reply.text()).toBe(201);
}

const card = (page: Page, name: string) => page.getByRole("list", { name: "Templates" }).getByRole("listitem").filter({ hasText: name });
const editor = (page: Page) => page.getByRole("textbox", { name: "Template as YAML" });
const searchOf = (page: Page) => new URL(page.url()).search;

story("the catalogue is searched and filtered, the address keeps it, and a file that is put into the folder appears by itself", async ({ portal, person }) => {
  const alice = await (await person()).signIn("alice");
  const { page } = await alice.open("/dashboard/templates");
  await page.getByText("3 templates", { exact: true }).waitFor();
  await card(page, "PyTorch").getByText("Official").waitFor();

  await put(portal, "community/cfd/mesh-split.yaml", yaml("mesh-split"));
  await card(page, "Template mesh-split").getByText("Community").waitFor();
  await page.getByText("4 templates", { exact: true }).waitFor();
  await page.getByRole("navigation", { name: "Categories" }).getByRole("link", { name: "cfd 2" }).click();
  await page.getByText("2 templates", { exact: true }).waitFor();
  expect(searchOf(page)).toBe("?category=cfd");
  await page.getByRole("combobox", { name: "Source" }).selectOption("community");
  await page.getByText("1 template", { exact: true }).waitFor();
  await card(page, "mesh-split").getByRole("link", { name: "Tag mesh" }).click();
  await expect.poll(() => searchOf(page), SOON).toBe("?category=cfd&source=community&tags=mesh");
  await page.reload();
  await page.getByText("1 template", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Remove filter: Tag mesh" }).click();
  await expect.poll(() => searchOf(page), SOON).toBe("?category=cfd&source=community");
  await page.getByRole("textbox", { name: "Search templates" }).fill("nothing is called so");
  await page.getByText("Nothing fits this filter").waitFor();
  await page.getByRole("button", { name: "Clear filters" }).last().click();
  await page.getByText("4 templates", { exact: true }).waitFor();

  // What is broken says so, and at which line.
  await put(portal, "community/cfd/mesh-split.yaml", yaml("mesh-split", { nodes: "zero" }));
  await card(page, "Template mesh-split").getByText("With problems").waitFor();
  await page.getByRole("link", { name: "Template mesh-split" }).click();
  await page.getByRole("region", { name: "1 problem" }).getByText("Line 11").waitFor();
  expect(await page.getByRole("link", { name: "New job" }).count()).toBe(1);
  await put(portal, "community/cfd/mesh-split.yaml", yaml("mesh-split"));
  await page.getByRole("main").getByRole("link", { name: "New job" }).waitFor();
  const link = await page.getByRole("main").getByRole("link", { name: "New job" }).getAttribute("href");
  expect(link).toBe("/dashboard/jobs/new?template=mesh-split");
}, 90);

story("a template is written with a mistake that is shown at its line, mended, saved, compared and restored", async ({ portal, person }) => {
  const alice = await (await person()).signIn("alice");
  const { page } = await alice.open("/dashboard/templates");
  await page.getByRole("link", { name: "New template" }).click();
  await page.getByText("No problems: jobs can be made of it.").waitFor();
  await editor(page).fill(yaml("sweep", { nodes: "zero", isPublic: false }));
  await page.getByRole("status").getByText("It can be saved, but no job can be made of it: 1 problem.").waitFor();
  const problems = page.getByRole("region", { name: "Problems" });
  await problems.getByText("slurm.nodes").waitFor();
  await expect.poll(() => page.locator(".cm-lintRange-error").allInnerTexts(), SOON).toEqual(["zero"]);
  await problems.getByRole("button", { name: "Line 11" }).click();
  await expect.poll(() => page.locator(".cm-activeLine").innerText(), SOON).toContain("nodes: zero");

  // Keys are suggested where they can stand; what cannot be saved is not sent.
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await page.keyboard.type("cpus_");
  await page.getByRole("option", { name: /^cpus_per_task/ }).click();
  await page.keyboard.type("8");
  await expect.poll(() => page.locator(".cm-activeLine").innerText(), SOON).toBe("  cpus_per_task: 8");

  // Leaving asks; staying loses nothing.
  await page.getByRole("button", { name: "Cancel" }).click();
  const leaving = page.getByRole("dialog", { name: "Leave without saving?" });
  await leaving.getByRole("button", { name: "Cancel" }).click();
  await leaving.waitFor({ state: "hidden" });
  await editor(page).fill(yaml("sweep", { isPublic: false }));
  await page.getByText("Only you and administrators see it.", { exact: false }).waitFor();
  await editor(page).press("Control+s");
  await page.getByRole("heading", { name: "Template sweep", exact: true }).waitFor();
  expect(new URL(page.url()).pathname).toBe("/dashboard/templates/sweep");
  expect(await readFile(join(portal.state, "templates/private/alice/sweep.yaml"), "utf8")).toBe(yaml("sweep", { isPublic: false }));
  await page.getByRole("region", { name: "What it does" }).locator("strong", { hasText: "Splits" }).waitFor();

  // Another version, what it differs in, and the first one again.
  await page.getByRole("link", { name: "Edit" }).click();
  await editor(page).fill(yaml("sweep", { isPublic: false, nodes: "4" }));
  await page.getByText("No problems: jobs can be made of it.").waitFor();
  await page.getByRole("button", { name: "Save" }).click();
  const history = page.getByRole("region", { name: "History" });
  await history.getByRole("button", { name: /^Compare with now/ }).click();
  const diff = history.getByRole("region", { name: "Differences" }).last();
  await diff.getByText("nodes: 4").waitFor();
  const lines = await diff.getByRole("row").filter({ hasText: "nodes" }).allInnerTexts();
  expect(lines.map((line) => line.replaceAll(/\s+/g, " ").trim())).toEqual(["11 − removed nodes: 1", "11 + added nodes: 4"]);
  expect(searchOf(page)).toMatch(/^\?compare=[0-9a-f]{12}$/);
  await history.getByRole("button", { name: /^Restore:/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Restore" }).click();
  await page.getByText("Template sweep is as it was").waitFor();
  await expect.poll(() => history.getByText("Restored", { exact: true }).count(), SOON).toBe(1);
  await page.getByRole("region", { name: "Resources" }).getByRole("definition").filter({ hasText: /^1$/ }).waitFor();
}, 90);

story("somebody who was faster is not overwritten unseen; a duplicate is one's own; what is archived can be put back", async ({ portal, person }) => {
  const admin = await (await person()).signIn("admin");
  await make(admin, yaml("shared"));
  const { page } = await admin.open("/dashboard/templates/shared/edit");
  await editor(page).fill(yaml("shared", { nodes: "2" }));
  await put(portal, "community/cfd/shared.yaml", yaml("shared", { nodes: "3" }));
  const conflict = page.getByRole("alert", { name: "Somebody changed this template while you were editing." });
  await conflict.getByRole("button", { name: "Show what they changed" }).click();
  await conflict.getByText("nodes: 3").waitFor();
  expect(await page.getByRole("button", { name: "Save" }).isDisabled()).toBe(true);
  await conflict.getByRole("button", { name: "Keep mine" }).click();
  await page.getByText("Your text stays.", { exact: false }).waitFor();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { name: "Template shared", exact: true }).waitFor();
  expect(await readFile(join(portal.state, "templates/community/cfd/shared.yaml"), "utf8")).toBe(yaml("shared", { nodes: "2" }));

  const bob = await (await person()).signIn("bob");
  const { page: his } = await bob.open("/dashboard/templates/shared/edit");
  await his.getByText("You may not change this template").waitFor();
  await his.getByRole("link", { name: "Duplicate" }).click();
  await his.getByText("Only you and administrators see it.", { exact: false }).waitFor();
  await his.getByRole("button", { name: "Save" }).click();
  await his.getByRole("heading", { name: "Template shared", exact: true }).waitFor();
  expect(await readFile(join(portal.state, "templates/private/bob/shared-copy.yaml"), "utf8")).toContain("  id: shared-copy\n");

  // From a file: it is looked at before it is saved.
  await his.goto("/dashboard/templates");
  const chosen = his.waitForEvent("filechooser");
  await his.getByRole("button", { name: "Open a file" }).click();
  await (await chosen).setFiles({ name: "other.yaml", mimeType: "application/yaml", buffer: Buffer.from(yaml("from-a-file")) });
  await his.getByText("Everybody sees it, under “Community”.").waitFor();
  await his.getByRole("button", { name: "Save" }).click();
  await his.getByRole("heading", { name: "Template from-a-file", exact: true }).waitFor();
  const download = his.waitForEvent("download");
  await his.getByRole("button", { name: "More actions" }).click();
  await his.getByRole("menuitem", { name: "Download file" }).click();
  expect(await readFile(await (await download).path(), "utf8")).toBe(yaml("from-a-file"));

  await his.getByRole("button", { name: "More actions" }).click();
  await his.getByRole("menuitem", { name: "Archive" }).click();
  await his.getByRole("dialog").getByRole("button", { name: "Archive" }).click();
  await his.getByText("Template from-a-file is archived").waitFor();
  await his.getByRole("link", { name: "Archived" }).click();
  await his.getByRole("button", { name: "Put back: Template from-a-file" }).click();
  await his.getByText("Nothing is archived").waitFor();
}, 90);

story("without a mouse: to the templates, to one of them, into its editor and out again", async ({ person }) => {
  const alice = await (await person()).signIn("alice");
  await make(alice, yaml("keys", { isPublic: false }));
  const { page } = await alice.open("/dashboard/");
  await page.getByRole("heading", { name: "Hello, alice" }).waitFor();
  await page.keyboard.press("g");
  await page.keyboard.press("t");
  await page.getByText("4 templates", { exact: true }).waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("keys");
  await page.getByText("1 template", { exact: true }).waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("j");
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent), SOON).toBe("Template keys");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Template keys", exact: true }).waitFor();
  await page.getByRole("link", { name: "Edit" }).focus();
  await page.keyboard.press("Enter");
  await editor(page).focus();
  await page.keyboard.press("Control+End");
  await page.keyboard.type("# by hand");
  // Tab indents, and is no trap. The first Escape may have suggestions to close.
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  expect(await editor(page).evaluate((element) => element.contains(document.activeElement))).toBe(false);
  await page.getByText("No problems: jobs can be made of it.").waitFor();
  await page.keyboard.press("Control+s");
  await page.getByRole("heading", { name: "Template keys", exact: true }).waitFor();
  const { yaml: text } = await alice.ask<{ yaml: string }>("/api/v2/templates/keys");
  expect(text).toContain("# by hand");
}, 60);

const WIDE = { width: 1280, height: 800 };
story("what is wrong with a template is said in the language of who reads it", async ({ person }) => {
  const alice = await (await person({ locale: "ko-KR" })).signIn("alice");
  await make(alice, yaml("broken", { nodes: "zero" }));
  const { page } = await alice.open("/dashboard/templates/broken");
  const problems = page.getByRole("region", { name: "문제 1개" });
  await problems.getByText("“zero”은(는) 쓸 수 없는 값입니다.").waitFor();
  await problems.getByText("올바른 값: 1~1000000 범위의 정수").waitFor();
  await page.goto("/dashboard/templates/broken/edit?line=11");
  await page.getByRole("region", { name: "문제" }).getByText("“zero”은(는) 쓸 수 없는 값입니다.").waitFor();
  await page.locator(".cm-lintRange-error").hover();
  await page.locator(".cm-tooltip").getByText("slurm.nodes: “zero”은(는) 쓸 수 없는 값입니다.").waitFor();
});

const LOOKS: readonly (Look & Looks)[] = [
  { name: "en-light", korean: false, axe: "everything", locale: "en-US", colorScheme: "light", viewport: WIDE },
  { name: "ko-dark", korean: true, axe: "contrast", locale: "ko-KR", colorScheme: "dark", viewport: WIDE },
  { name: "en-dark-middle", korean: false, axe: "contrast", locale: "en-US", colorScheme: "dark", viewport: { width: 900, height: 700 } },
  { name: "ko-light-narrow", korean: true, axe: "everything", locale: "ko-KR", colorScheme: "light", viewport: { width: 375, height: 740 } },
];

for (const look of LOOKS) {
  story(`templates are complete, in their place and readable by everybody: ${look.name}`, async ({ portal, person }) => {
    const admin = await (await person(look)).signIn("admin");
    const mine = { isPublic: false, name: "A template whose name is much longer than any name that fits a card" };
    await make(admin, yaml("mine", mine));
    for (const nodes of ["2", "3"]) {
      const reply = await admin.context.request.put("/api/v2/templates/mine", { headers: { Origin: admin.url }, data: { yaml: yaml("mine", { ...mine, nodes }) } });
      expect(reply.status()).toBe(200);
    }
    await put(portal, "official/cfd/broken.yaml", yaml("broken", { nodes: "zero", tags: "[mesh, gpu, a-rather-long-tag]" }));
    const { page } = await admin.open("/dashboard/templates?q=broken");
    await page.getByText(/^(With problems|문제 있음)$/).first().waitFor();
    const versions = await admin.ask<{ versions: { digest: string }[] }>("/api/v2/templates/mine/versions");
    const first = versions.versions.at(-1)?.digest.slice(0, 12) ?? "";
    const views: [string, string][] = [
      ["templates", "/dashboard/templates"],
      ["templates-filter", "/dashboard/templates?tags=mesh,gpu&source=official"],
      ["templates-none", "/dashboard/templates?q=nothing-is-called-so"],
      ["templates-problems", "/dashboard/templates?show=problems"],
      ["templates-archived", "/dashboard/templates?show=archived"],
      ["template", "/dashboard/templates/pytorch-training"],
      ["template-broken", "/dashboard/templates/broken"],
      ["template-compare", `/dashboard/templates/mine?compare=${first}#history`],
      ["template-missing", "/dashboard/templates/nowhere"],
      ["template-new", "/dashboard/templates/new"],
      ["template-edit", "/dashboard/templates/broken/edit?line=11"],
    ];
    for (const [view, path] of views) {
      await page.goto(path);
      await page.getByRole("main").waitFor();
      await page.waitForLoadState("networkidle");
      if (view.endsWith("new") || view.endsWith("edit")) await page.locator(".cm-content").waitFor();
      await inspect(page, view, look);
    }
    await page.goto("/dashboard/templates/mine");
    await page.getByRole("button", { name: look.korean ? "다른 동작" : "More actions" }).click();
    await page.getByRole("menuitem").last().waitFor();
    // The menu's library puts an empty element into it that takes the focus, of which axe thinks nothing.
    await inspect(page, "template-menu", { ...look, axe: "contrast" });
  }, 180);
}
