import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect } from "vitest";
import { PASSWORD } from "../harness/demo.ts";
import { makeFile, MIB } from "../harness/files.ts";
import { Link, percentOf, row, SOON, transfer, typePassword } from "../harness/person.ts";
import { programPath } from "../harness/program.ts";
import { story, useBrowser } from "../harness/story.ts";
import { putFile } from "../harness/wire.ts";

useBrowser();

story("signing in leads to where one was going, and a wrong password says so", async ({ person }) => {
  const { page } = await (await person()).open("/dashboard/uploads?status=completed&q=wing");
  await page.getByText("Sign in to go on to /dashboard/uploads").waitFor();
  await typePassword(page, "alice", "wrong");
  await page.getByText("The user name or password is not right.").waitFor();
  await typePassword(page, "alice", PASSWORD);
  await page.getByText("Nothing fits this filter").waitFor();
  const here = new URL(page.url());
  expect(here.pathname + here.search).toBe("/dashboard/uploads?status=completed&q=wing");
});

story("whoever guesses has to wait, and reads how long", async ({ person }) => {
  const stranger = await person();
  const { page } = await stranger.open("/");
  await page.getByLabel("User name").waitFor();
  // All at once: a new try is earned every six seconds, and a refusal takes its time.
  const guesses = Array.from({ length: 20 }, (_, number) => `guess ${number}`);
  await Promise.all(guesses.map((password) => stranger.context.request.post("/auth/login", { data: { username: "alice", password } })));
  await typePassword(page, "alice", PASSWORD);
  await page.getByText(/^Too many tries\. Wait \d+ s and try again\.$/).waitFor();
});

story("signing out in one tab ends the session of the other, which stays where it is", async ({ person }) => {
  const alice = await (await person()).signIn("alice");
  const first = (await alice.open("/dashboard/")).page;
  const second = (await alice.open("/dashboard/uploads?type=mesh")).page;
  await second.getByText("Nothing fits this filter").waitFor();
  await first.getByRole("button", { name: "Account of alice" }).click();
  await first.getByRole("menuitem", { name: "Sign out" }).click();
  await first.getByRole("heading", { name: "Sign in" }).waitFor();

  const ended = second.getByRole("dialog", { name: "Your session has ended" });
  await ended.waitFor();
  expect((await alice.context.request.get("/auth/user")).status()).toBe(401);
  await typePassword(ended, "alice", PASSWORD);
  await ended.waitFor({ state: "hidden" });
  expect(new URL(second.url()).search).toBe("?type=mesh");
});

story("a session that ends under way holds transfers until somebody signs in", async ({ person, folder }) => {
  const file = await makeFile(folder, "wing.msh", 48 * MIB);
  const alice = await (await person()).signIn("alice");
  const { page } = await alice.open("/dashboard/uploads");
  const link = await Link.of(page);
  await link.slow(12 * MIB);
  await page.getByTestId("file-input").setInputFiles(file.path);
  const sending = transfer(page, file.name);
  await expect.poll(() => percentOf(sending), SOON).toBeGreaterThan(9);

  // The token is revoked, as an operator would or a sign-out on another computer.
  const revoked = await alice.context.request.post("/auth/logout", { headers: { Origin: alice.url } });
  expect(revoked.status()).toBe(200);
  await sending.getByText("Waits for you to sign in").waitFor();
  const ended = page.getByRole("dialog", { name: "Your session has ended" });
  await ended.getByText("1 transfer waits and goes on by itself.").waitFor();
  await link.restore();
  await typePassword(ended, "alice", PASSWORD);
  await sending.getByText("Completed").waitFor();
});

story("everybody sees what their group may, and an administrator sees everybody's uploads", async ({ portal, person }) => {
  const alice = await (await person()).signIn("alice");
  const bob = await (await person()).signIn("bob");
  const admin = await (await person()).signIn("admin");
  await putFile(alice, "alices.msh", Buffer.from("mesh"));
  await putFile(bob, "bobs.csv", Buffer.from("a,b"));

  const hers = (await alice.open("/dashboard/uploads")).page;
  await row(hers, "alices.msh").waitFor();
  expect(await row(hers, "bobs.csv").count()).toBe(0);
  const all = (await admin.open("/dashboard/uploads")).page;
  await row(all, "alices.msh").getByText("alice", { exact: true }).waitFor();
  await row(all, "bobs.csv").getByText("bob", { exact: true }).waitFor();

  // Somebody whose group may use nothing.
  const env = { DATABASE_URL: `sqlite:${join(portal.state, "portal.db")}` };
  execFileSync(programPath("portal"), ["user", "add", "guest", "--group", "Visitors", "--password-stdin"], { env, input: `${PASSWORD}\n` });
  const guest = await (await person()).signIn("guest");
  const { page } = await guest.open("/dashboard/uploads");
  await page.getByRole("heading", { name: "You may not see this" }).waitFor();
  await page.getByText("It needs the permission “dashboard”.", { exact: false }).waitFor();
  await page.getByRole("link", { name: "To the portal page" }).click();
  await page.getByText("No service is open to you yet").waitFor();
});

story("the end that nothing moves is announced in all tabs, and signing in again there and then goes on", async ({ person }) => {
  const alice = await (await person()).signIn("alice");
  // As the portal answers in the last minute of a week.
  await alice.context.route("**/auth/refresh", async (route) => {
    const reply = await route.fetch();
    const body = (await reply.json()) as { session: object };
    const end = new Date(Date.now() + 50_000).toISOString();
    await route.fulfill({ response: reply, json: { ...body, expires_in: 50, session: { ...body.session, expires_at: end, ends_for_good_at: end } } });
  });
  const first = (await alice.open("/dashboard/")).page;
  const second = (await alice.open("/dashboard/uploads")).page;
  const words = /^Your session ends at .* Sign in again to go on; nothing you did is lost, and uploads wait\./;
  await first.getByRole("alert").filter({ hasText: words }).waitFor();
  await second.getByRole("alert").filter({ hasText: words }).waitFor();
  expect(await first.getByRole("button", { name: "Stay signed in" }).count()).toBe(0);

  await alice.context.unroute("**/auth/refresh");
  await second.getByRole("button", { name: "Sign in again now" }).click();
  const dialog = second.getByRole("dialog", { name: "Sign in again" });
  await typePassword(dialog, "alice", PASSWORD);
  await dialog.waitFor({ state: "hidden" });
  await second.getByRole("alert").waitFor({ state: "hidden" });
  await first.getByRole("alert").waitFor({ state: "hidden" });
});

story("a session that could not be renewed says so a minute before, and stays when the portal is back", async ({ person }) => {
  const alice = await (await person()).signIn("alice");
  await alice.context.clock.install();
  const { page } = await alice.open("/dashboard/");
  await page.getByRole("heading", { name: "Hello, alice" }).waitFor();
  await alice.context.route("**/auth/refresh", (route) => route.abort());
  await alice.context.clock.fastForward("59:10");
  const notice = page.getByRole("alert").filter({ hasText: "The portal could not be reached to renew your session" });
  await notice.waitFor();
  await notice.getByRole("button", { name: "Stay signed in" }).click();
  await notice.getByText("The portal still does not answer.", { exact: false }).waitFor();
  await alice.context.unroute("**/auth/refresh");
  await notice.getByRole("button", { name: "Stay signed in" }).click();
  await notice.waitFor({ state: "hidden" });
  expect(await page.getByRole("dialog").count()).toBe(0);
});
