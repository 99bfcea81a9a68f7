import { access } from "node:fs/promises";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { PASSWORD } from "../harness/demo.ts";
import { makeFile } from "../harness/files.ts";
import { row, transfer, uploadsOf } from "../harness/person.ts";
import { story, useBrowser } from "../harness/story.ts";

useBrowser();

/** Presses Tab until what is focused has this name; every stop on the way must show where it is. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let stops = 0; stops < 40; stops++) {
    await page.keyboard.press("Tab");
    const { label, visible } = await page.evaluate(() => {
      const here = document.activeElement;
      if (!(here instanceof HTMLElement)) return { label: "", visible: true };
      const { outlineStyle, boxShadow, borderColor } = getComputedStyle(here);
      const label = here.getAttribute("aria-label") ?? ("labels" in here && (here as HTMLInputElement).labels?.[0]?.innerText) ?? here.innerText;
      const shown = outlineStyle !== "none" || boxShadow !== "none" || here instanceof HTMLInputElement;
      return { label: label || here.innerText, visible: (shown && borderColor !== "") || here === document.body };
    });
    expect(visible, `focus on "${label}" can be seen`).toBe(true);
    if (name.test(label)) return;
  }
  throw new Error(`Tab does not lead to ${String(name)}`);
}

story("without a mouse: signing in, uploading, looking at a file and deleting it", async ({ person, folder }) => {
  const file = await makeFile(folder, "wing.msh", 300_000);
  const alice = await person({ withoutHandles: true });
  const { page } = await alice.open("/?next=/dashboard/");
  await page.getByLabel("User name").waitFor();
  await tabTo(page, /User name/);
  await page.keyboard.type("alice");
  await tabTo(page, /Password/);
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Hello, alice" }).waitFor();

  await page.keyboard.press("g");
  await page.keyboard.press("u");
  await page.getByText("No uploads yet").waitFor();
  await tabTo(page, /^Files$/);
  const chooser = page.waitForEvent("filechooser");
  await page.keyboard.press("Enter");
  await (await chooser).setFiles(file.path);
  await transfer(page, file.name).getByText("Completed").waitFor();
  await row(page, file.name).getByText("Completed").waitFor();

  await page.keyboard.press("j");
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute("data-row"))).toBe("0");
  await page.keyboard.press("Enter");
  const details = page.getByRole("dialog", { name: "Upload" });
  await details.getByText("wing.msh").first().waitFor();
  await page.keyboard.press("Escape");
  await details.waitFor({ state: "hidden" });
  // Focus is back where it came from.
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute("data-row"))).toBe("0");

  await tabTo(page, /^Actions for wing\.msh$/);
  await page.keyboard.press("Enter");
  await expect.poll(() => page.evaluate(() => document.activeElement?.closest("[role=menu]") !== null)).toBe(true);
  for (const item of ["Details", "Delete file…"]) {
    await page.keyboard.press("ArrowUp");
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe(item);
  }
  await page.keyboard.press("Enter");
  const asked = page.getByRole("dialog", { name: "Delete this file?" });
  await asked.getByText("wing.msh (293 KiB) is removed from the cluster.", { exact: false }).waitFor();
  const [kept] = await uploadsOf(alice);
  await tabTo(page, /^Delete$/);
  await page.keyboard.press("Enter");
  await page.getByText("1 removed").waitFor();
  await row(page, file.name).getByText("Cancelled").waitFor();
  await expect(access(kept?.file_path ?? "")).rejects.toThrow();
});

story("the language and the colours change where one is, and stay", async ({ person }) => {
  const alice = await (await person()).signIn("alice");
  const { page } = await alice.open("/dashboard/uploads?q=wing");
  await page.getByText("Nothing fits this filter").waitFor();
  await page.getByRole("button", { name: "Language" }).click();
  await page.getByRole("menuitemradio", { name: "한국어" }).or(page.getByRole("menuitem", { name: "한국어" })).click();
  await page.getByText("조건에 맞는 항목이 없습니다").waitFor();
  expect(await page.locator("html").getAttribute("lang")).toBe("ko");
  expect(await page.title()).toBe("업로드 · Demo");
  await page.getByRole("button", { name: "화면 색상" }).click();
  await page.getByRole("menuitemradio", { name: "어둡게" }).or(page.getByRole("menuitem", { name: "어둡게" })).click();
  await expect.poll(() => page.locator("html").getAttribute("data-mantine-color-scheme")).toBe("dark");
  await page.reload();
  await page.getByText("조건에 맞는 항목이 없습니다").waitFor();
  expect(await page.locator("html").getAttribute("data-mantine-color-scheme")).toBe("dark");
  expect(new URL(page.url()).search).toBe("?q=wing");
});
