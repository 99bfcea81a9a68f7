/** Somebody in front of a browser: a profile of their own, and the words that are on the screen. */
import type { APIResponse, Browser, BrowserContext, CDPSession, Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { PASSWORD } from "./demo.ts";
import { Traffic } from "./traffic.ts";

export interface Looks {
  locale?: "en-US" | "ko-KR";
  colorScheme?: "light" | "dark";
  viewport?: { width: number; height: number };
  /** The browser gives no handles of files, as Firefox and Safari. */
  withoutHandles?: boolean;
  /** The browser says that it runs on a phone. */
  phone?: boolean;
}

const PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1";

/** Waiting for what happens by itself; stories never sleep. */
export const SOON = { timeout: 15_000, interval: 50 };

export class Person {
  readonly context: BrowserContext;
  readonly url: string;

  private constructor(context: BrowserContext, url: string) {
    this.context = context;
    this.url = url;
  }

  static async arrive(browser: Browser, url: string, looks: Looks = {}): Promise<Person> {
    const { withoutHandles = false, locale = "en-US", colorScheme = "light", viewport = { width: 1280, height: 800 }, phone = false } = looks;
    const userAgent = phone ? { userAgent: PHONE } : {};
    const context = await browser.newContext({ baseURL: url, locale, colorScheme, viewport, timezoneId: "Asia/Seoul", ...userAgent });
    context.setDefaultTimeout(SOON.timeout);
    if (withoutHandles) await context.addInitScript("delete window.showOpenFilePicker");
    return new Person(context, url);
  }

  /** Signs in without a page; the cookie is the browser's. */
  async signIn(name: string): Promise<this> {
    const reply = await this.context.request.post("/auth/login", { data: { username: name, password: PASSWORD } });
    expect(reply.status(), await reply.text()).toBe(200);
    return this;
  }

  async open(path: string): Promise<{ page: Page; traffic: Traffic }> {
    const page = await this.context.newPage();
    // "Leave the page?" while an upload runs: yes.
    page.on("dialog", (dialog) => void dialog.accept());
    // From the first moment on, so that no press of a button comes before the browser is told to ask us.
    page.on("filechooser", () => undefined);
    const traffic = new Traffic(page);
    await page.goto(path);
    return { page, traffic };
  }

  /** What the API says to this person, as JSON. */
  async ask<T>(path: string): Promise<T> {
    const reply = await this.context.request.get(path);
    expect(reply.status(), path).toBe(200);
    return (await reply.json()) as T;
  }

  /** Asks the API to do something, as a page of the portal would. */
  send(path: string, data: object): Promise<APIResponse> {
    return this.context.request.post(path, { headers: { Origin: this.url }, data });
  }

  /** Submits a job through the API and tells its number. */
  async submit(draft: object): Promise<string> {
    const reply = await this.send("/api/v2/jobs", draft);
    expect(reply.status(), await reply.text()).toBe(201);
    return ((await reply.json()) as { id: string }).id;
  }

  /** Does something to jobs through the API, all of it with success. */
  async act(action: string, ids: readonly string[]): Promise<void> {
    const reply = await this.send("/api/v2/jobs/actions", { action, ids });
    expect(await reply.json()).toMatchObject({ done: ids.length, failed: 0 });
  }

  leave(): Promise<void> {
    return this.context.close();
  }
}

/** A row of the uploads' list, as the API tells it. */
export interface UploadRow {
  upload_id: string;
  filename: string;
  status: string;
  file_type: string;
  file_path: string;
  uploaded_chunks: number;
  total_chunks: number;
}

export async function uploadsOf(person: Person): Promise<UploadRow[]> {
  return (await person.ask<{ uploads: UploadRow[] }>("/api/v2/files/uploads")).uploads;
}

/** The place where transfers of this tab are listed. */
export function transfers(page: Page): Locator {
  return page.getByRole("region", { name: /^(Transfers|전송)/ });
}

export function transfer(page: Page, name: string): Locator {
  return transfers(page).getByRole("listitem").filter({ hasText: name });
}

/** The table's row of a file. */
export function row(page: Page, name: string): Locator {
  return page.getByRole("row").filter({ has: page.getByText(name, { exact: true }) });
}

/** Types into the sign-in form and sends it. */
export async function typePassword(place: Page | Locator, name: string, password: string): Promise<void> {
  await place.getByLabel("User name").fill(name);
  await place.getByLabel("Password", { exact: true }).fill(password);
  await place.getByRole("button", { name: "Sign in" }).click();
}

/** The figure that a progress bar tells readers, in percent. */
export async function percentOf(place: Locator): Promise<number> {
  const bar = place.getByRole("progressbar");
  const [now, most] = await Promise.all([bar.getAttribute("aria-valuenow"), bar.getAttribute("aria-valuemax")]);
  return (100 * Number(now)) / Number(most ?? 100);
}

/** Drops files or folders from disk onto the page, as the mouse would. */
export async function drop(page: Page, paths: readonly string[], at: Locator): Promise<void> {
  const box = await at.boundingBox();
  if (box === null) throw new Error("nothing to drop on");
  const devtools = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const) {
    await devtools.send("Input.dispatchDragEvent", { type, x: box.x + box.width / 2, y: box.y + box.height / 2, data });
  }
  await devtools.detach();
}

/** The link between a page and the portal, in the hands of a story. */
export class Link {
  readonly #devtools: CDPSession;

  private constructor(devtools: CDPSession) {
    this.#devtools = devtools;
  }

  static async of(page: Page): Promise<Link> {
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("Network.enable");
    return new Link(devtools);
  }

  /** Uploads no faster than this, so that there is a middle to interrupt. */
  slow(bytesPerSecond: number): Promise<void> {
    return this.#become({ uploadThroughput: bytesPerSecond });
  }

  /** Nothing comes through, and the browser knows. */
  cut(): Promise<void> {
    return this.#become({ offline: true });
  }

  restore(): Promise<void> {
    return this.#become({});
  }

  async #become(change: { offline?: boolean; uploadThroughput?: number }): Promise<void> {
    const usual = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 };
    await this.#devtools.send("Network.emulateNetworkConditions", { ...usual, ...change });
  }
}
