import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { type Demo, PASSWORD } from "../harness/demo.ts";
import { makeFile, MIB } from "../harness/files.ts";
import { inspect, type Look } from "../harness/look.ts";
import { drop, Link, type Looks, percentOf, type Person, SOON, transfers, typePassword } from "../harness/person.ts";
import { programPath } from "../harness/program.ts";
import { type Scene, story, useBrowser } from "../harness/story.ts";
import { beginFile, cancelFile, putFile } from "../harness/wire.ts";

useBrowser();

const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 375, height: 740 };
const LOOKS: readonly (Look & Looks)[] = [
  { name: "en-light", korean: false, axe: "everything", locale: "en-US", colorScheme: "light", viewport: WIDE },
  { name: "ko-dark", korean: true, axe: "contrast", locale: "ko-KR", colorScheme: "dark", viewport: WIDE },
  { name: "ko-light-narrow", korean: true, axe: "nothing", locale: "ko-KR", colorScheme: "light", viewport: NARROW },
];

for (const look of LOOKS) {
  story(`every page is complete, in its place and readable by everybody: ${look.name}`, async (scene) => {
    const person = await scene.person(look);
    await strangers(scene, person, look);
    await person.signIn("alice");
    await emptyPages(person, look);
    await furnish(person);
    await fullPages(person, look);
    await underWay(scene, person, look);
    await troubles(scene, person, look);
    await identity(scene, person, look);
  }, 210);
}

/** A page to look at; closed before the next one. */
async function at(person: Person, path: string, see: (page: Page) => Promise<void>): Promise<void> {
  const { page } = await person.open(path);
  await page.getByRole("main").or(page.getByRole("alert")).first().waitFor();
  await page.waitForLoadState("networkidle");
  await see(page);
  await page.close();
}

async function strangers({ portal }: Scene<Demo>, person: Person, look: Look): Promise<void> {
  await at(person, "/?next=/dashboard/uploads", async (page) => {
    await inspect(page, "sign-in", look);
    await page.locator("input[name=username]").fill("alice");
    await page.locator("input[name=password]").fill("wrong");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").filter({ hasText: look.korean ? "비밀번호가 맞지" : "not right" }).waitFor();
    await inspect(page, "sign-in-wrong", look);
  });
  const env = { DATABASE_URL: `sqlite:${join(portal.state, "portal.db")}` };
  execFileSync(programPath("portal"), ["user", "add", "guest", "--group", "Visitors", "--password-stdin"], { env, input: `${PASSWORD}\n` });
  await person.signIn("guest");
  await at(person, "/dashboard/", (page) => inspect(page, "forbidden", look));
  await at(person, "/", (page) => inspect(page, "portal-nothing", look));
}

async function emptyPages(person: Person, look: Look): Promise<void> {
  await at(person, "/", (page) => inspect(page, "portal", look));
  await at(person, "/dashboard/", (page) => inspect(page, "overview-empty", look));
  await at(person, "/dashboard/uploads", (page) => inspect(page, "uploads-empty", look));
  await at(person, "/dashboard/nowhere", (page) => inspect(page, "not-found", look));
}

/** What somebody's list looks like after some weeks. */
async function furnish(person: Person): Promise<void> {
  const bytes = (kib: number) => Buffer.alloc(kib * 1024, "mesh ");
  for (const [name, kib] of [["wing_v3.msh", 900], ["유동해석 결과 (최종).csv", 40], ["controlDict", 2], ["submit.sh", 1], ["solver.py", 12], ["a name that is much longer than any column of any table could ever be, even on a wide screen.vtu", 300]] as const) {
    expect(await putFile(person, name, bytes(kib))).toBe(200);
  }
  const program = Buffer.concat([Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0]), Buffer.alloc(2000)]);
  expect(await putFile(person, "solver.dat", program)).toBe(403);
  await cancelFile(person, await beginFile(person, "old.h5", bytes(500), 2));
  await beginFile(person, "turbine_blade.cgns", bytes(640), 6);
}

async function fullPages(person: Person, look: Look): Promise<void> {
  await at(person, "/dashboard/", (page) => inspect(page, "overview", look));
  await at(person, "/dashboard/uploads", async (page) => {
    await inspect(page, "uploads", look);
    await page.getByRole("row").nth(1).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").getByRole("term").first().waitFor();
    await inspect(page, "details", look);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await page.getByRole("row").nth(1).focus();
    await page.keyboard.press("x");
    await page.getByRole("region", { name: look.korean ? "1개 선택됨" : "1 selected" }).getByRole("button").first().click();
    await page.getByRole("dialog").waitFor();
    await inspect(page, "delete", look);
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: look.korean ? "단축키" : "Keyboard shortcuts" }).waitFor();
    await inspect(page, "shortcuts", look);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").getByRole("combobox").or(page.getByRole("dialog").getByRole("textbox")).first().fill("wing");
    await inspect(page, "palette", look);
  });
  await at(person, "/dashboard/uploads?status=failed&type=mesh&q=nothing", (page) => inspect(page, "uploads-no-match", look));
}

async function underWay({ folder }: Scene<Demo>, person: Person, look: Look): Promise<void> {
  const big = await makeFile(folder, "combustor_les_run07.h5", 96 * MIB);
  const small = await makeFile(folder, "inlet.csv", 200_000);
  const program = await makeFile(folder, "setup.exe", 1000);
  await writeFile(join(folder, "empty.txt"), "");
  await at(person, "/dashboard/uploads", async (page) => {
    await (await Link.of(page)).slow(6 * MIB);
    const place = page.getByRole("region", { name: look.korean ? "파일 업로드" : "Upload files" });
    await drop(page, [small.path, program.path, join(folder, "empty.txt")], place);
    await page.getByRole("region", { name: look.korean ? /확인해 주세요/ : /before they start/ }).waitFor();
    await inspect(page, "review", look);
    await page.keyboard.press("Enter");
    await transfers(page).getByText(look.korean ? "완료" : "Completed").waitFor();
    await drop(page, [big.path], place);
    const sending = transfers(page).getByRole("listitem").filter({ hasText: big.name });
    await expect.poll(() => percentOf(sending), SOON).toBeGreaterThan(15);
    const notice = page.getByRole("status").filter({ hasText: small.name });
    await notice.getByRole("button").click();
    await inspect(page, "uploads-under-way", look);
    await page.getByRole("button", { name: look.korean ? /^전송/ : /^Transfers/ }).first().click();
    await page.getByRole("link", { name: look.korean ? "업로드 페이지 열기" : "Open uploads" }).waitFor();
    await inspect(page, "tray", look);
  });
}

async function troubles({ portal }: Scene<Demo>, person: Person, look: Look): Promise<void> {
  await at(person, "/dashboard/uploads", async (page) => {
    await person.context.request.post("/auth/logout", { headers: { Origin: portal.url } });
    await page.getByRole("button", { name: look.korean ? "메시" : "Mesh", exact: true }).click();
    const ended = page.getByRole("dialog", { name: look.korean ? /세션/ : "Your session has ended" });
    await ended.waitFor();
    await inspect(page, "session-ended", look);
    if (!look.korean) await typePassword(ended, "alice", PASSWORD);
  });
  await person.signIn("alice");
  const { page } = await person.open("about:blank");
  await page.route("**/api/v2/files/uploads?*", (route) => route.fulfill({ status: 403, json: { error: "Forbidden", message: "Not now" }, headers: { "X-Request-Id": "01a2001b5762727aac0f5f0f74d53ae6" } }));
  await page.goto("/dashboard/uploads");
  await page.getByText("01a2001b5762727aac0f5f0f74d53ae6").first().waitFor();
  await inspect(page, "uploads-error", look);
}

/** One's account with other devices and keys, and what administrators see. */
async function identity(scene: Scene<Demo>, person: Person, look: Look): Promise<void> {
  const phone = await scene.person({ ...look, phone: true });
  await phone.signIn("alice");
  const headers = { Origin: person.url };
  const key = { name: "밤마다 결과 내려받기", scopes: ["files:read", "jobs:read"], expires_in_days: 7, networks: ["10.0.0.0/8"] };
  expect((await person.context.request.post("/api/v2/api-keys", { headers, data: key })).status()).toBe(201);
  await at(person, "/dashboard/account", async (page) => {
    await page.getByText(key.name).waitFor();
    await inspect(page, "account", look);
    await page.getByRole("button", { name: look.korean ? "API 키 만들기" : "New API key" }).click();
    await page.getByRole("dialog").getByRole("checkbox").first().check();
    await inspect(page, "key-form", look);
    await page.getByRole("dialog").getByRole("textbox").first().fill("cron");
    await page.getByRole("dialog").getByRole("button", { name: look.korean ? "키 만들기" : "Create key" }).click();
    await page.getByRole("dialog").locator("code").first().waitFor();
    await inspect(page, "key-made", look);
  });
  await person.signIn("admin");
  await at(person, "/dashboard/admin/users", async (page) => {
    await page.getByRole("link", { name: "guest" }).waitFor();
    await inspect(page, "users", look);
    await page.getByRole("button", { name: look.korean ? "계정 만들기" : "New account" }).click();
    await page.getByRole("dialog").getByRole("checkbox").first().waitFor();
    await inspect(page, "user-new", look);
  });
  await at(person, "/dashboard/admin/users/alice", async (page) => {
    await page.getByText(key.name).waitFor();
    await inspect(page, "user", look);
    await page.getByRole("button", { name: look.korean ? "계정 비활성화" : "Disable account" }).click();
    await page.getByRole("dialog").waitFor();
    await inspect(page, "user-disable", look);
  });
  await at(person, "/dashboard/admin/audit", async (page) => {
    await page.getByRole("row").nth(3).focus();
    await inspect(page, "audit", look);
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").getByRole("term").first().waitFor();
    await inspect(page, "audit-row", look);
  });
  await at(person, "/dashboard/admin/audit?actor=nobody-of-this-name", (page) => inspect(page, "audit-no-match", look));
  await openMode(person, look);
}

/** What a portal says of itself is what the pages show: here by the words of such a portal. */
async function openMode(person: Person, look: Look): Promise<void> {
  const { page } = await person.open("about:blank");
  await page.route("**/auth/info", async (route) => {
    const info = (await (await route.fetch()).json()) as object;
    const oidc = { label: "Keycloak", login_url: "/auth/oidc/login" };
    await route.fulfill({ json: { ...info, open_mode: true, methods: ["password", "oidc"], oidc } });
  });
  await page.goto("/dashboard/");
  await page.getByRole("note").waitFor();
  await page.waitForLoadState("networkidle");
  await inspect(page, "open-mode", look);
  await person.context.clearCookies();
  await page.route("**/auth/refresh", (route) => route.fulfill({ status: 401, json: { error: "Not signed in", code: "not_signed_in" } }));
  await page.unroute("**/auth/info");
  await page.route("**/auth/info", async (route) => {
    const info = (await (await route.fetch()).json()) as object;
    const oidc = { label: "Keycloak", login_url: "/auth/oidc/login" };
    await route.fulfill({ json: { ...info, methods: ["password", "oidc"], oidc } });
  });
  await page.goto("/?sign_in_error=not_allowed&next=/dashboard/uploads");
  const button = page.getByRole("link", { name: "Keycloak" });
  await button.waitFor();
  expect(await button.getAttribute("href")).toBe("/auth/oidc/login?return_to=%2Fdashboard%2Fuploads");
  await inspect(page, "sign-in-sso", look);
  await page.close();
}
