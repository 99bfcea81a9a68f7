/**
 * What a browser that watches a large cluster waits for and receives; see scripts/bench/browser.
 *
 *   BUILD=release tsx e2e/bench/cluster-page.ts [SPEED OF THE SIMULATED CLUSTER] [SECONDS]
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium } from "playwright-core";
import { Demo, PASSWORD } from "../harness/demo.ts";

const [speed = "1", seconds = "60"] = process.argv.slice(2);
/** How often a page is opened. */
const TIMES = 9;
const ROW = "[role=row][aria-rowindex='2'], tbody tr";

/** In the page: when the element was first painted, milliseconds from the beginning of the navigation. */
const untilPainted = (selector: string) => `new Promise((resolve) => {
  requestAnimationFrame(function look() {
    if (document.querySelector(${JSON.stringify(selector)}) === null) requestAnimationFrame(look);
    // The frame after the one that found it begins when that one has been drawn.
    else requestAnimationFrame(() => resolve(performance.now()));
  });
})`;

const folder = await mkdtemp(join(tmpdir(), "hpc-portal-bench-"));
const demo = await Demo.start(folder, ["--cluster", "large", "--speed", speed]);
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"] });
try {
  const context = await browser.newContext({ baseURL: demo.url, viewport: { width: 1280, height: 800 }, locale: "en-US" });
  await signIn(context);
  for (const path of ["/dashboard/jobs", "/dashboard/nodes", "/dashboard/"]) console.log(await opened(context, path));
  console.log(await watched(context));
} finally {
  await browser.close();
  await demo.stop();
  await rm(folder, { recursive: true });
}

async function signIn(context: BrowserContext): Promise<void> {
  const page = await context.newPage();
  await page.goto("/dashboard/jobs");
  await page.getByLabel("User name").fill("admin");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.locator(ROW).first().waitFor();
  await page.close();
}

/** From asking for the page until it shows what it is for, with nothing in the browser's cache and with everything there. */
async function opened(context: BrowserContext, path: string): Promise<string> {
  const [first, again] = [[] as number[], [] as number[]];
  const shown = path === "/dashboard/jobs" ? ROW : path === "/dashboard/nodes" ? "main canvas, main [role=grid], main table" : "main section";
  for (let time = 0; time < TIMES; time++) {
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await devtools.send("Network.clearBrowserCache");
    for (const times of [first, again]) {
      await page.goto(path, { waitUntil: "commit" });
      times.push(await page.evaluate<number>(untilPainted(shown)));
      await page.goto("about:blank");
    }
    await page.close();
  }
  return `${path}: shown after ${middle(first)} ms, from the browser's cache ${middle(again)} ms (median of ${String(TIMES)}, slowest ${Math.max(...first).toFixed(0)} ms)`;
}

/** What the jobs page receives while it lies open, and how many jobs changed meanwhile. */
async function watched(context: BrowserContext): Promise<string> {
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  let bytes = 0;
  await page.goto("/dashboard/jobs");
  await page.locator(ROW).first().waitFor();
  await devtools.send("Network.enable");
  devtools.on("Network.dataReceived", ({ encodedDataLength }) => (bytes += encodedDataLength));
  page.on("websocket", () => console.log("the live connection began anew"));
  page.on("response", (response) => {
    // Headers come beside the bodies.
    void response.headersArray().then((all) => (bytes += all.reduce((sum, { name, value }) => sum + name.length + value.length + 4, 0)));
  });
  // Sockets that are open already are not told of by `websocket`; their frames are, once the network is watched.
  devtools.on("Network.webSocketFrameReceived", ({ response }) => (bytes += Buffer.byteLength(response.payloadData)));
  await page.waitForTimeout(Number(seconds) * 1000);
  page.removeAllListeners("response");
  const kib = (bytes / 1024) * (60 / Number(seconds));
  await page.close();
  return `the jobs page, while ${await shareThatChanges(context)} every 5 s: ${kib.toFixed(0)} KiB a minute`;
}

/** Which part of all jobs is in another state after 5 s, has come or has gone. */
async function shareThatChanges(context: BrowserContext): Promise<string> {
  const began = performance.now();
  const before = await queue(context);
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, 5_000 - (performance.now() - began))));
  const apart = performance.now() - began;
  const now = await queue(context);
  let changed = 0;
  for (const [id, state] of now) changed += before.get(id) === state ? 0 : 1;
  for (const id of before.keys()) changed += now.has(id) ? 0 : 1;
  return `${((changed / now.size) * 100 * (5_000 / apart)).toFixed(2)} % of ${String(now.size)} jobs changed`;
}

/** The state of each job that waits or runs. */
async function queue(context: BrowserContext): Promise<Map<string, string>> {
  const states = new Map<string, string>();
  let cursor: string | null = null;
  do {
    const after: string = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const reply = await context.request.get(`/api/v2/jobs?state=active,waiting&sort=id&limit=500${after}`);
    const { items, next_cursor } = (await reply.json()) as { items: { id: string; state: string }[]; next_cursor: string | null };
    for (const { id, state } of items) states.set(id, state);
    cursor = next_cursor;
  } while (cursor !== null);
  return states;
}

function middle(times: number[]): string {
  return (times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)] ?? Number.NaN).toFixed(0);
}
