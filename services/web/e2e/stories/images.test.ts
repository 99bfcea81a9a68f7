import { cp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import type { Demo } from "../harness/demo.ts";
import { inspect, type Look } from "../harness/look.ts";
import { type Looks, type Person, SOON } from "../harness/person.ts";
import { story, useBrowser } from "../harness/story.ts";

useBrowser();

interface ImageList {
  images: { id: string; name: string; partition: string; labels: Record<string, string> }[];
  total: number;
}

/** The demo's registry has been looked at. */
async function images(person: Person): Promise<ImageList> {
  let list: ImageList = { images: [], total: 0 };
  await expect.poll(async () => (list = await person.ask<ImageList>("/api/v2/images")).total, SOON).toBeGreaterThan(3);
  return list;
}

async function idOf(person: Person, name: string): Promise<string> {
  return (await images(person)).images.find((image) => image.name === name)?.id ?? "";
}

const registry = (portal: Demo) => join(portal.state, "apptainer/images");
const image = (page: Page, name: string) => page.getByRole("row").filter({ has: page.getByRole("link", { name, exact: true }) });
const search = (page: Page) => new URL(page.url()).search;

/** An image is a build: another id in its header makes another one of it. */
async function build(from: string, to: string): Promise<void> {
  const bytes = await readFile(from);
  bytes[ID_AT] = (bytes[ID_AT] ?? 0) ^ 0x5a;
  // Nobody finds half a file.
  await writeFile(`${to}.part`, bytes);
  await rename(`${to}.part`, to);
}

/** Behind the launcher, the format's name and version, and the processors. */
const ID_AT = 32 + 10 + 3 + 3;

story("images are found by what they are, and each says what is in it", async ({ person }) => {
  const alice = await (await person()).signIn("alice");
  const { images: all, total } = await images(alice);
  const { page } = await alice.open("/dashboard/");
  await page.getByRole("heading", { name: "Hello, alice" }).waitFor();
  await page.keyboard.press("g");
  await page.keyboard.press("i");
  await page.getByText(`${total} images`, { exact: true }).waitFor();

  // By kind, by partition, by label: each is a chip or shows itself, and the address says so.
  await page.getByRole("group", { name: "Filter by kind" }).getByRole("button", { name: /^Visualization/ }).click();
  await image(page, "paraview-5.13").waitFor();
  await expect.poll(() => page.getByRole("row").count(), SOON).toBe(1 + all.filter(({ partition }) => partition === "viz").length);
  expect(search(page)).toBe("?type=viz");
  await page.goBack();
  await page.getByRole("button", { name: "Labels" }).click();
  await page.getByRole("menuitem", { name: /^ml / }).click();
  await page.keyboard.press("Escape");
  await page.getByText("2 images", { exact: true }).waitFor();
  await page.getByRole("combobox", { name: "Partition" }).selectOption("compute");
  await page.getByRole("button", { name: "Remove filter: Partition: compute" }).waitFor();
  expect(search(page)).toBe("?partition=compute&tag=ml");
  await page.reload();
  await page.getByRole("button", { name: "Remove filter: Label ml" }).click();
  await expect.poll(() => search(page), SOON).toBe("?partition=compute");
  await page.getByRole("button", { name: "Clear filters" }).click();
  await page.getByText(`${total} images`, { exact: true }).waitFor();

  // By name, and in by keyboard.
  await page.keyboard.press("/");
  await page.keyboard.type("openfoam");
  await page.getByText("1 image", { exact: true }).waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("j");
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute("data-row")), SOON).toBe("0");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "openfoam_v2312", level: 1 }).waitFor();
  expect(new URL(page.url()).pathname).toBe(`/dashboard/images/${await idOf(alice, "openfoam_v2312")}`);
  await page.getByRole("region", { name: "Commands" }).getByText("Solve in parallel").waitFor();
  const inside = page.getByRole("region", { name: "What is in it" });
  await inside.getByText("Simulated: there is nothing in it to run.").waitFor();
  await inside.getByText("Definition file").click();
  await inside.getByText("Bootstrap: docker").waitFor();
  await page.getByRole("region", { name: "Where it lies" }).getByText("openfoam_v2312.sif").waitFor();
  await page.getByRole("region", { name: "Signature" }).getByText("Nobody has signed this image.").waitFor();
  // The template that asks for it leads to a new job.
  const use = page.getByRole("region", { name: "Use it in a job" });
  expect(await use.getByRole("link", { name: /OpenFOAM/ }).first().getAttribute("href")).toContain("template=openfoam-cfd");
  await use.getByText("apptainer exec").first().waitFor();

  // Another image with the same label, from here.
  await page.getByRole("region", { name: "Labels" }).getByRole("link", { name: "simulated" }).click();
  await page.getByText(`${total} images`, { exact: true }).waitFor();
  await page.goto("/dashboard/images/0123456789abcdef");
  await page.getByText("There is no image 0123456789abcdef").waitFor();
  // Who is no administrator has nothing looked for.
  await page.getByRole("link", { name: "All images" }).click();
  await page.getByText(`${total} images`, { exact: true }).waitFor();
  expect(await page.getByRole("button", { name: "Look for images" }).count()).toBe(0);
});

story("what somebody else looks for appears by itself, and what has vanished says so", async ({ person, portal }) => {
  const admin = await (await person()).signIn("admin");
  const alice = await (await person()).signIn("alice");
  const { total } = await images(alice);
  const { page: hers } = await alice.open("/dashboard/images");
  await hers.getByText(`${total} images`, { exact: true }).waitFor();
  const { page } = await admin.open("/dashboard/images");
  await page.getByText(`${total} images`, { exact: true }).waitFor();

  // A new build, and a file that is none.
  await build(join(registry(portal), "viz/paraview-5.13.sif"), join(registry(portal), "viz/paraview-6.0.sif"));
  await writeFile(join(registry(portal), "viz/notes.sif"), "no image");
  await page.getByRole("button", { name: "Look for images" }).click();
  await expect.poll(() => search(page), SOON).toBe("?scan=open");
  await image(hers, "paraview-6.0").waitFor(SOON);
  await hers.getByText(`${total + 1} images`, { exact: true }).waitFor();
  const scan = page.getByRole("region", { name: "Looking for images" });
  await scan.getByText(`${total + 1} images, 1 new, 0 changed, 0 gone`, { exact: false }).waitFor(SOON);
  await scan.getByText("1 file with a problem").click();
  await scan.getByText("viz/notes.sif").waitFor();
  // She sees how it went too, without the words for operators.
  await hers.getByRole("button", { name: /^Last looked/ }).click();
  const told = hers.getByRole("region", { name: "Looking for images" });
  await told.getByRole("list", { name: "Places" }).getByText("Registry", { exact: true }).waitFor();
  expect(await told.getByText("file with a problem").count()).toBe(0);

  // It goes while she looks at it.
  await image(hers, "paraview-6.0").getByRole("link").click();
  await hers.getByRole("heading", { name: "paraview-6.0", level: 1 }).waitFor();
  await rm(join(registry(portal), "viz/paraview-6.0.sif"));
  await page.getByRole("button", { name: "Look for images" }).click();
  await hers.getByText("This image lies nowhere any more").waitFor(SOON);
  await image(page, "paraview-6.0").waitFor({ state: "hidden", ...SOON });

  // A registry that is away takes nothing along.
  await rename(join(portal.state, "apptainer"), join(portal.state, "away"));
  await page.getByRole("button", { name: "Look for images" }).click();
  await page.getByRole("button", { name: /1 place failed/ }).waitFor(SOON);
  await scan.getByRole("list", { name: "Failed" }).getByText("Registry", { exact: true }).waitFor();
  await page.getByText(`${total} images`, { exact: true }).waitFor();
  await rename(join(portal.state, "away"), join(portal.state, "apptainer"));
  await page.getByRole("button", { name: "Look for images" }).click();
  await scan.getByText("Every place answered.").waitFor(SOON);
});

const SIZES = { wide: { width: 1280, height: 800 }, middle: { width: 900, height: 700 }, narrow: { width: 375, height: 740 } };
const LOOKS: readonly (Look & Looks)[] = [
  { name: "en-light", korean: false, axe: "everything", locale: "en-US", colorScheme: "light", viewport: SIZES.wide },
  { name: "ko-dark", korean: true, axe: "contrast", locale: "ko-KR", colorScheme: "dark", viewport: SIZES.wide },
  { name: "en-dark-middle", korean: false, axe: "contrast", locale: "en-US", colorScheme: "dark", viewport: SIZES.middle },
  { name: "ko-light-narrow", korean: true, axe: "everything", locale: "ko-KR", colorScheme: "light", viewport: SIZES.narrow },
];

for (const look of LOOKS) {
  story(`images are complete, in their place and readable by everybody: ${look.name}`, async ({ person, portal }) => {
    const admin = await (await person(look)).signIn("admin");
    const id = await idOf(admin, "openfoam_v2312");
    await cp(join(registry(portal), "viz/paraview-5.13.sif"), join(registry(portal), "compute/a copy of it.sif"));
    await writeFile(join(registry(portal), "viz/notes.sif"), "no image");
    const { page } = await admin.open("/dashboard/images");
    await page.getByRole("button", { name: look.korean ? "이미지 찾기" : "Look for images" }).click();
    await page.getByText(look.korean ? "문제 있는 파일 1개" : "1 file with a problem").waitFor(SOON);
    await inspect(page, "images-scanned", look);
    const views: [string, string][] = [
      ["images", "/dashboard/images"],
      ["images-filtered", "/dashboard/images?partition=compute&tag=ml&node=headnode"],
      ["images-none", "/dashboard/images?q=nothing-is-called-so"],
      ["image", `/dashboard/images/${id}`],
      ["image-missing", "/dashboard/images/0123456789abcdef"],
    ];
    for (const [view, path] of views) {
      await page.goto(path);
      await page.getByRole("main").waitFor();
      await page.waitForLoadState("networkidle");
      await inspect(page, view, look);
    }
  }, 120);
}
