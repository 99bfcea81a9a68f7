import { expect } from "vitest";
import { curl } from "../harness/curl.ts";
import { PASSWORD } from "../harness/demo.ts";
import { type Person, SOON, typePassword } from "../harness/person.ts";
import { story, useBrowser } from "../harness/story.ts";
import { putFile } from "../harness/wire.ts";

useBrowser();

const NEW_PASSWORD = "a goose walks into a bar";
/** What is said to take effect within a second, seen on a page; the rest is for a slow machine to draw it. */
const AT_ONCE = { timeout: 3000 };

async function sessionsOf(person: Person): Promise<{ id: string; current: boolean }[]> {
  return (await person.ask<{ sessions: { id: string; current: boolean }[] }>("/auth/sessions")).sessions;
}

story("a new password signs out the other browser, and only the new one is good from then on", async ({ person }) => {
  const office = await (await person()).signIn("alice");
  const home = await (await person()).signIn("alice");
  const elsewhere = (await home.open("/dashboard/uploads?type=mesh")).page;
  await elsewhere.getByText("Nothing fits this filter").waitFor();
  const { page } = await office.open("/dashboard/account");
  const form = page.getByRole("region", { name: "Password" });

  await form.getByLabel("Current password").fill("wrong");
  await form.getByLabel("New password").fill("short");
  await form.getByText("5 more characters").waitFor();
  expect(await form.getByRole("button", { name: "Change password" }).isDisabled()).toBe(true);
  await form.getByLabel("New password").fill("alice in wonderland");
  await form.getByText("It must not contain the user name").waitFor();
  await form.getByLabel("New password").fill(NEW_PASSWORD);
  await form.getByText("Strong").waitFor();
  await form.getByRole("button", { name: "Change password" }).click();
  await form.getByText("The current password is not right.").waitFor();
  // A wrong guess is no end of one's own session.
  expect(await page.getByRole("dialog").count()).toBe(0);

  await form.getByLabel("Current password").fill(PASSWORD);
  await form.getByRole("button", { name: "Change password" }).click();
  await page.getByText("Your password was changed, and you were signed out everywhere else").waitFor();
  const ended = elsewhere.getByRole("dialog", { name: "Your session has ended" });
  await ended.waitFor(AT_ONCE);
  await typePassword(ended, "alice", PASSWORD);
  await ended.getByText("The user name or password is not right.").waitFor();
  await typePassword(ended, "alice", NEW_PASSWORD);
  await ended.waitFor({ state: "hidden" });
  expect(new URL(elsewhere.url()).search).toBe("?type=mesh");
});

story("a session is ended from another device, and all others at once", async ({ person }) => {
  const office = await (await person()).signIn("alice");
  const phone = await person();
  const stale = (await (await phone.signIn("alice")).open("/dashboard/")).page;
  await stale.getByRole("heading", { name: "Hello, alice" }).waitFor();
  await curl("--header", "Content-Type: application/json", "--data", JSON.stringify({ username: "alice", password: PASSWORD }), `${office.url}/auth/login`);

  const { page } = await office.open("/dashboard/account#sessions");
  const list = page.getByRole("region", { name: "Where you are signed in" });
  await list.getByRole("listitem").nth(2).waitFor();
  expect(await list.getByRole("listitem").filter({ hasText: "This device" }).count()).toBe(1);
  await list.getByRole("listitem").filter({ hasText: "curl" }).waitFor();
  const other = list.getByRole("listitem").filter({ hasText: "Chrome on Linux" }).filter({ hasNotText: "This device" });
  await other.getByRole("button", { name: /^End the session/ }).click();
  await stale.getByRole("dialog", { name: "Your session has ended" }).waitFor(AT_ONCE);
  await expect.poll(() => list.getByRole("listitem").count(), SOON).toBe(2);

  await list.getByRole("button", { name: "End all others" }).click();
  const asked = page.getByRole("dialog", { name: "Sign out everywhere else?" });
  await asked.getByText("1 other session ends now.", { exact: false }).waitFor();
  await asked.getByRole("button", { name: "Sign out everywhere else" }).click();
  await page.getByText("You are signed out everywhere else").waitFor();
  expect((await sessionsOf(office)).map(({ current }) => current)).toEqual([true]);
});

story("an API key is made, shown once, used by a script, and refused once it is revoked", async ({ person }) => {
  const alice = await (await person()).signIn("alice");
  await putFile(alice, "wing.msh", Buffer.from("mesh"));
  const { page } = await alice.open("/dashboard/account#keys");
  const list = page.getByRole("region", { name: "API keys" });
  await list.getByRole("heading", { name: "No API keys" }).waitFor();
  await list.getByRole("button", { name: "New API key" }).click();
  const form = page.getByRole("dialog", { name: "New API key" });
  await form.getByLabel("Name").fill("nightly results");
  // An administrator's scopes are not offered to anybody else.
  expect(await form.getByRole("checkbox", { name: "audit:read" }).count()).toBe(0);
  await form.getByRole("checkbox", { name: "files:read" }).check();
  await form.getByRole("radio", { name: "30 days" }).check();
  await form.getByLabel("Only from these networks (optional)").fill("not a network");
  await form.getByRole("button", { name: "Create key" }).click();
  await form.getByRole("alert").filter({ hasText: "no address or network" }).waitFor();
  await form.getByLabel("Only from these networks (optional)").fill("127.0.0.0/8, ::1");
  await form.getByRole("button", { name: "Create key" }).click();

  const made = page.getByRole("dialog", { name: "Your new API key" });
  const key = await made.locator("code").first().innerText();
  expect(key).toMatch(/^hpcp_[0-9a-f]{16}_[0-9a-f]{64}_[0-9a-f]{8}$/);
  // The command as it stands on the screen, but for the shell.
  const url = /'(http[^']+)'$/.exec((await made.locator("code").nth(1).innerText()).trim())?.[1] ?? "";
  await page.keyboard.press("Escape");
  await made.getByRole("button", { name: "I have saved it" }).click();
  await made.waitFor({ state: "hidden" });
  expect(await page.content()).not.toContain(key);

  const used = await curl("--header", `X-API-Key: ${key}`, url);
  expect(used.status, used.body).toBe(200);
  expect(used.json).toMatchObject({ total: 1, uploads: [{ filename: "wing.msh" }] });
  const refused = await curl("--header", `X-API-Key: ${key}`, "--header", "Content-Type: application/json", "--data", '{"filename":"a.csv","file_size":1}', `${alice.url}/api/v2/files/upload/init`);
  expect(refused.status).toBe(403);
  expect(refused.json).toMatchObject({ code: "scope_missing" });

  const row = list.getByRole("listitem").filter({ hasText: "nightly results" });
  await row.getByText("files:read").waitFor();
  await row.getByRole("button", { name: "Revoke nightly results" }).click();
  const asked = page.getByRole("dialog", { name: "Revoke this key?" });
  await asked.getByRole("button", { name: "Revoke" }).click();
  await list.getByRole("heading", { name: "No API keys" }).waitFor();
  await expect.poll(async () => (await curl("--header", `X-API-Key: ${key}`, url)).status, { timeout: 2000, interval: 50 }).toBe(401);
});

story("tabs of one browser share one session, and whoever signs in as somebody else starts from a clean page", async ({ person }) => {
  const alice = await (await person()).signIn("alice");
  const first = await alice.open("/dashboard/");
  const second = await alice.open("/dashboard/uploads");
  await second.page.getByText("No uploads yet").waitFor();
  expect(await sessionsOf(alice)).toHaveLength(1);
  await first.page.getByRole("button", { name: "Account of alice" }).click();
  await first.page.getByRole("menuitem", { name: "Sign out" }).click();
  await first.page.getByRole("heading", { name: "Sign in" }).waitFor();
  await second.page.getByRole("dialog", { name: "Your session has ended" }).waitFor();

  await typePassword(first.page, "bob", PASSWORD);
  await first.page.getByText("Signed in as bob").waitFor();
  await second.page.getByRole("button", { name: "Account of bob" }).waitFor();
});
