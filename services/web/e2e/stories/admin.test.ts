import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { curl } from "../harness/curl.ts";
import { PASSWORD } from "../harness/demo.ts";
import { SOON, typePassword } from "../harness/person.ts";
import { story, useBrowser } from "../harness/story.ts";

useBrowser();

const AT_ONCE = { timeout: 3000 };

/** The pages' own menu entry, by keyboard: `g p`, `g a`. */
async function go(page: Page, key: string): Promise<void> {
  await page.keyboard.press("g");
  await page.keyboard.press(key);
}

story("an administrator disables somebody, who is out within a second, and the log tells it", async ({ person }) => {
  const alice = await (await person()).signIn("alice");
  const hers = (await alice.open("/dashboard/uploads")).page;
  await hers.getByText("No uploads yet").waitFor();
  const key = await alice.context.request.post("/api/v2/api-keys", { headers: { Origin: alice.url }, data: { name: "cron", scopes: ["files:read"] } });
  const { api_key } = (await key.json()) as { api_key: string };
  const list = () => curl("--header", `X-API-Key: ${api_key}`, `${alice.url}/api/v2/files/uploads`);
  expect((await list()).status).toBe(200);

  const admin = await (await person()).signIn("admin");
  const { page } = await admin.open("/dashboard/");
  await page.getByRole("heading", { name: "Hello, admin" }).waitFor();
  await go(page, "p");
  await page.getByRole("link", { name: "alice" }).click();
  await page.getByRole("region", { name: "API keys" }).getByText("cron").waitFor();
  await page.getByRole("button", { name: "Disable account" }).click();
  const asked = page.getByRole("dialog", { name: "Disable alice?" });
  await asked.getByText("Ends now: 1 session, 1 API key.", { exact: false }).waitFor();
  await asked.getByRole("button", { name: "Disable account" }).click();
  const ended = hers.getByRole("dialog", { name: "Your session has ended" });
  await ended.waitFor(AT_ONCE);
  await expect.poll(async () => (await list()).status, { timeout: 2000, interval: 50 }).toBe(401);
  // She is told no more than whoever guesses.
  await typePassword(ended, "alice", PASSWORD);
  await ended.getByText("The user name or password is not right.").waitFor();
  await page.getByText("alice is disabled and out everywhere").waitFor();

  await go(page, "a");
  await page.getByRole("row").filter({ hasText: "Account disabled" }).filter({ hasText: "admin" }).waitFor();
  const refused = page.getByRole("row").filter({ hasText: "Sign-in refused" });
  await refused.first().waitFor();
  await page.getByRole("combobox", { name: "Outcome" }).selectOption("refused");
  await expect.poll(() => page.getByRole("row").filter({ hasText: "Account disabled" }).count(), SOON).toBe(0);
  expect(new URL(page.url()).search).toBe("?outcome=refused");
  await refused.first().focus();
  await page.keyboard.press("Enter");
  const details = page.getByRole("dialog");
  await details.getByText("session.refuse").waitFor();
  const chain = await details.getByText(/^[0-9a-f]{64}$/).innerText();
  await page.reload();
  await page.getByRole("dialog").getByText(chain).waitFor();
  await page.keyboard.press("Escape");

  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Download CSV" }).click()]);
  const csv = await readFile(await download.path(), "utf8");
  expect(csv).toContain("session.refuse");
  expect(csv).not.toContain("user.disable");

  await page.goto("/dashboard/admin/users/alice");
  await page.getByRole("button", { name: "Enable account" }).click();
  await page.getByText("alice is enabled").waitFor();
  await typePassword(ended, "alice", PASSWORD);
  await ended.waitFor({ state: "hidden" });
});

story("accounts are made, found, changed, and given another password", async ({ person }) => {
  const admin = await (await person()).signIn("admin");
  const { page } = await admin.open("/dashboard/admin/users?q=lee");
  await page.getByText("Nothing fits this filter").waitFor();
  await page.getByRole("button", { name: "New account" }).click();
  const form = page.getByRole("dialog", { name: "New account" });
  await form.getByLabel("User name").fill("alice");
  await form.getByLabel("New password", { exact: true }).fill("four words in a row");
  expect(await form.getByRole("button", { name: "Create account" }).isDisabled()).toBe(true);
  await form.getByRole("checkbox", { name: "DX-Users" }).check();
  await form.getByRole("button", { name: "Create account" }).click();
  await form.getByText("There is an account of that name already.").waitFor();
  await form.getByLabel("User name").fill("lee");
  await form.getByLabel("Name", { exact: true }).fill("이도윤");
  await form.getByRole("button", { name: "Create account" }).click();
  await page.getByText("lee was created").waitFor();
  await page.getByRole("heading", { name: "lee", level: 1 }).waitFor();

  const lee = await person();
  const theirs = (await lee.open("/")).page;
  await typePassword(theirs, "lee", "four words in a row");
  await theirs.getByRole("link", { name: "Smart Twin Flow" }).waitFor();

  const groups = page.getByRole("region", { name: "Groups" });
  await groups.getByRole("checkbox", { name: "DX-Users" }).uncheck();
  await groups.getByRole("checkbox", { name: "CAEG-Users" }).check();
  await groups.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved").waitFor();
  expect(await admin.ask<object>("/auth/users/lee")).toMatchObject({ groups: ["CAEG-Users"], display_name: "이도윤", sessions: 1 });

  await page.getByRole("button", { name: "Set password" }).click();
  const password = page.getByRole("dialog", { name: "New password for lee" });
  await password.getByLabel("New password", { exact: true }).fill("another four words here");
  await password.getByRole("button", { name: "Set password" }).click();
  await page.getByText("lee has a new password and is signed out everywhere").waitFor();
  await expect.poll(async () => (await lee.context.request.get("/auth/user")).status(), { timeout: 2000, interval: 50 }).toBe(401);

  // Nobody locks themselves out, and the last administrator stays one.
  await page.goto("/dashboard/admin/users/admin");
  await page.getByText("This is your own account: somebody else has to disable it.").waitFor();
  expect(await page.getByRole("button", { name: "Disable account" }).count()).toBe(0);
  expect(await page.getByRole("checkbox", { name: "HPC-Admins" }).isDisabled()).toBe(true);
  const reply = await admin.context.request.patch("/auth/users/admin", { headers: { Origin: admin.url }, data: { enabled: false } });
  expect(reply.status()).toBe(409);
});

story("a service account owns keys and cannot sign in", async ({ person }) => {
  const admin = await (await person()).signIn("admin");
  const { page } = await admin.open("/dashboard/admin/users");
  await page.getByRole("button", { name: "New account" }).click();
  const form = page.getByRole("dialog", { name: "New account" });
  await form.getByRole("radio", { name: "Service account" }).check();
  await form.getByLabel("User name").fill("svc-backup");
  await form.getByRole("checkbox", { name: "DX-Users" }).check();
  await form.getByRole("button", { name: "Create account" }).click();
  await page.getByRole("heading", { name: "svc-backup", level: 1 }).waitFor();
  expect(await page.getByRole("region", { name: "Sessions" }).count()).toBe(0);
  await page.getByRole("button", { name: "New API key" }).click();
  const dialog = page.getByRole("dialog", { name: "New API key" });
  await dialog.getByLabel("Name").fill("backup");
  await dialog.getByRole("checkbox", { name: "files:read" }).check();
  await dialog.getByRole("button", { name: "Create key" }).click();
  const key = await page.getByRole("dialog", { name: "Your new API key" }).locator("code").first().innerText();
  expect((await curl("--header", `X-API-Key: ${key}`, `${admin.url}/api/v2/files/uploads`)).status).toBe(200);
  const login = await curl("--header", "Content-Type: application/json", "--data", '{"username":"svc-backup","password":"svc-backup"}', `${admin.url}/auth/login`);
  expect(login.status).toBe(401);
});

story("rows that come while one reads are told, not pushed in; pages of others are closed to people", async ({ person }) => {
  const admin = await (await person()).signIn("admin");
  const { page } = await admin.open("/dashboard/admin/audit");
  await page.getByRole("row").filter({ hasText: "Signed in" }).first().waitFor();
  const before = await page.getByRole("row").count();
  const alice = await (await person()).signIn("alice");
  await page.getByRole("button", { name: /^\d+ new rows?$/ }).waitFor({ timeout: 25_000 });
  expect(await page.getByRole("row").count()).toBe(before);
  await page.getByRole("button", { name: /^\d+ new rows?$/ }).click();
  await page.getByRole("row").filter({ hasText: "alice" }).first().waitFor();

  const hers = (await alice.open("/dashboard/admin/users")).page;
  await hers.getByText("It needs the permission “admin”.", { exact: false }).waitFor();
  expect(await hers.getByRole("link", { name: "Audit log" }).count()).toBe(0);
  expect((await alice.context.request.get("/api/audit")).status()).toBe(403);
});
