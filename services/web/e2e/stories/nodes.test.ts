import type { Page } from "playwright-core";
import { expect } from "vitest";
import { inspect, type Look } from "../harness/look.ts";
import { type Looks, type Person, SOON } from "../harness/person.ts";
import { story, useBrowser } from "../harness/story.ts";

useBrowser();

interface NodeList {
  items: { name: string; summary: string; cpus: number }[];
  total: number;
  counts: Record<string, number>;
}

/** What the demo's simulated cluster has of that state. */
const nodes = (person: Person, query: string) => person.ask<NodeList>(`/api/v2/nodes?${query}`);

async function go(page: Page, key: string): Promise<void> {
  await page.keyboard.press("g");
  await page.keyboard.press(key);
}

story("all nodes at a glance: what is down, by mouse and by keyboard, and one of them in full", async ({ person }) => {
  const alice = await (await person()).signIn("alice");
  const { page } = await alice.open("/dashboard/");
  await page.getByRole("heading", { name: "Hello, alice" }).waitFor();
  await go(page, "n");
  const all = await nodes(alice, "limit=500");
  await page.getByText(`${all.total} nodes`, { exact: true }).waitFor();

  // A click shows only what is down; the address says so.
  const down = (await nodes(alice, "state=down")).items[0]?.name ?? "";
  await page.getByRole("group", { name: "Filter by state" }).getByRole("button", { name: /^Down/ }).click();
  await page.getByText(`${all.counts.down ?? 0} of ${all.total} nodes`).waitFor();
  expect(new URL(page.url()).search).toBe("?state=down");
  await page.goBack();
  await page.getByText(`${all.total} nodes`, { exact: true }).waitFor();

  // By keyboard: to the cells of a group, from node to node, into one.
  const cells = page.getByRole("listbox", { name: /^cn\[/ });
  await cells.focus();
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowLeft");
  const told = await cells.getByRole("option").innerText();
  expect(told).toMatch(/^cn\d+: .+, \d+% of CPUs allocated$/);
  await page.keyboard.press("Enter");
  const [name = ""] = told.split(":");
  await page.getByRole("heading", { name, exact: true }).waitFor();
  expect(new URL(page.url()).pathname).toBe(`/dashboard/nodes/${name}`);
  await page.getByRole("region", { name: "Hardware" }).getByText("Operating system").waitFor();
  await page.getByRole("region", { name: "In use" }).getByText("CPUs").first().waitFor();
  await page.goBack();

  // By mouse: the cell under the pointer says what it is, and opens.
  await cells.hover({ position: { x: 10, y: 10 } });
  await page.getByText(/^cn001: /).last().waitFor();
  await page.mouse.down();
  await page.mouse.up();
  await page.getByRole("heading", { name: "cn001", exact: true }).waitFor();

  // By name, from anywhere.
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill(down);
  await page.getByRole("option", { name: `Open node ${down}` }).click();
  await page.getByRole("heading", { name: down, exact: true }).waitFor();
  const state = page.getByRole("region", { name: "State" });
  await state.getByText("Down").waitFor();
  await state.getByRole("button", { name: "What is “Down”?" }).click();
  await page.getByText("The node cannot be used", { exact: false }).waitFor();
  await page.keyboard.press("Escape");
  // Who is no operator is offered nothing that would be refused.
  expect(await page.getByRole("button", { name: /Drain|Resume|Restart/ }).count()).toBe(0);
  // Kept for the weekly maintenance of the cooling, as somebody wants to know whose job ends later.
  await page.goto("/dashboard/nodes/cn060");
  await page.getByRole("region", { name: "Reservations" }).getByRole("link", { name: "maintenance_cooling" }).click();
  await page.getByText("cn[057-064]", { exact: false }).first().waitFor();
  await page.goto("/dashboard/nodes/cn99999");
  await page.getByText("There is no node cn99999").waitFor();
});

story("the table of nodes is filtered and sorted by the server, and the address keeps it", async ({ person }) => {
  const alice = await (await person()).signIn("alice");
  const { page } = await alice.open("/dashboard/nodes?view=table");
  const all = await nodes(alice, "limit=500");
  await page.getByText(`${all.total} nodes`, { exact: true }).waitFor();
  await page.getByRole("columnheader", { name: "CPUs" }).getByRole("button").click();
  const most = Math.max(...all.items.map(({ cpus }) => cpus));
  await expect.poll(() => page.getByRole("row").nth(1).innerText(), SOON).toContain(`/${most}`);
  await page.keyboard.press("/");
  await page.keyboard.type("cn00");
  await expect.poll(() => new URL(page.url()).search, SOON).toBe("?view=table&q=cn00&sort=-cpus");
  await page.getByText("9 nodes", { exact: true }).waitFor();
  await page.reload();
  await page.getByText("9 nodes", { exact: true }).waitFor();
  await page.getByRole("combobox", { name: "Partition" }).selectOption("gpu");
  await page.getByText("Nothing fits this filter").waitFor();
  await page.getByRole("button", { name: "Clear filters" }).last().click();
  await page.getByText(`${all.total} nodes`, { exact: true }).waitFor();
  await page.getByRole("button", { name: "Needs attention" }).click();
  const attention = await nodes(alice, "state=attention&sort=-cpus");
  await page.getByText(`${attention.total} nodes`, { exact: true }).waitFor();
  await page.getByRole("row").nth(1).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: attention.items[0]?.name ?? "", exact: true }).waitFor();
  // Nobody selects who can do nothing with a selection.
  await page.goBack();
  expect(await page.getByRole("checkbox").count()).toBe(0);
});

story("where one may run, and what each limit means", async ({ person }) => {
  const alice = await (await person()).signIn("alice");
  const { page } = await alice.open("/dashboard/");
  await page.getByRole("heading", { name: "Hello, alice" }).waitFor();
  await go(page, "q");
  await page.getByRole("button", { name: "Show limits of gpu" }).click();
  expect(new URL(page.url()).search).toBe("?open=gpu");
  const gpu = page.getByRole("region", { name: "gpu" });
  await gpu.getByRole("button", { name: "What is “Longest time limit”?" }).click();
  const explained = page.getByRole("dialog");
  await explained.getByText("MaxTime").waitFor();
  await explained.getByText("The most time that a job may ask for here.", { exact: false }).waitFor();
  await page.keyboard.press("Escape");
  await page.reload();
  await gpu.getByText("2 days").first().waitFor();
  await gpu.getByRole("link", { name: /^gn\[/ }).click();
  await page.getByRole("listbox", { name: /^gn\[/ }).waitFor();
  expect(new URL(page.url()).search).toBe("?partition=gpu");

  await go(page, "q");
  await page.getByRole("link", { name: "QOS", exact: true }).click();
  await page.getByRole("button", { name: "Show limits of high" }).click();
  await page.getByRole("region", { name: "high" }).getByText("Most per user at once").waitFor();
  await page.getByRole("link", { name: "Reservations" }).click();
  await page.getByText("maintenance_cooling").waitFor();
  await page.getByRole("link", { name: "Accounts" }).click();
  await page.getByRole("heading", { name: "My accounts" }).waitFor();
  await page.getByText("default", { exact: true }).first().waitFor();
});

const SIZES = { wide: { width: 1280, height: 800 }, middle: { width: 900, height: 700 }, narrow: { width: 375, height: 740 } };
const LOOKS: readonly (Look & Looks)[] = [
  { name: "en-light", korean: false, axe: "everything", locale: "en-US", colorScheme: "light", viewport: SIZES.wide },
  { name: "ko-dark", korean: true, axe: "contrast", locale: "ko-KR", colorScheme: "dark", viewport: SIZES.wide },
  { name: "en-dark-middle", korean: false, axe: "contrast", locale: "en-US", colorScheme: "dark", viewport: SIZES.middle },
  { name: "ko-light-narrow", korean: true, axe: "everything", locale: "ko-KR", colorScheme: "light", viewport: SIZES.narrow },
];

for (const look of LOOKS) {
  story(`nodes and partitions are complete, in their place and readable by everybody: ${look.name}`, async ({ person }) => {
    const admin = await (await person(look)).signIn("admin");
    const out = (await nodes(admin, "state=attention&limit=1")).items[0]?.name ?? "";
    const views: [string, string][] = [
      ["nodes", "/dashboard/nodes"],
      ["nodes-down", "/dashboard/nodes?state=down"],
      ["nodes-table", "/dashboard/nodes?view=table"],
      ["nodes-attention", "/dashboard/nodes?view=table&state=attention"],
      ["nodes-none", "/dashboard/nodes?q=nothing-is-called-so"],
      ["node", "/dashboard/nodes/gn01"],
      ["node-out", `/dashboard/nodes/${out}`],
      ["node-missing", "/dashboard/nodes/nowhere1"],
      ["partitions", "/dashboard/partitions?open=cpu,gpu"],
      ["qos", "/dashboard/partitions?show=qos&open=high"],
      ["reservations", "/dashboard/partitions?show=reservations&open=maintenance_cooling"],
      ["accounts", "/dashboard/partitions?show=accounts&open=students"],
    ];
    const { page } = await admin.open("about:blank");
    for (const [view, path] of views) {
      await page.goto(path);
      await page.getByRole("main").waitFor();
      await page.waitForLoadState("networkidle");
      await inspect(page, view, look);
    }
    await page.goto("/dashboard/nodes?view=table");
    await page.getByRole("checkbox").nth(1).check();
    await page.getByRole("region", { name: look.korean ? "node 1개 선택됨" : "1 node selected" }).getByRole("button", { name: "drain" }).click();
    await page.getByRole("dialog").getByRole("textbox").waitFor();
    await inspect(page, "node-drain", look);
    await page.goto("/dashboard/partitions?open=gpu");
    await page.getByRole("button", { name: look.korean ? /설명 보기/ : /^What is/ }).first().click();
    await page.getByRole("dialog").waitFor();
    await inspect(page, "word", look);
  }, 180);
}
