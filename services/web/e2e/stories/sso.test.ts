import type { Page } from "playwright-core";
import { expect } from "vitest";
import { Directory } from "../harness/directory.ts";
import { SOON, typePassword } from "../harness/person.ts";
import { Production } from "../harness/production.ts";
import { storyOf, useBrowser } from "../harness/story.ts";

useBrowser();

const AT_ONCE = { timeout: 3000 };

/** The portal behind nginx, with people of an OpenID provider and of a directory beside its own. */
class Organisation {
  readonly #portal: Production;
  readonly #directories: readonly Directory[];

  private constructor(portal: Production, directories: readonly Directory[]) {
    this.#portal = portal;
    this.#directories = directories;
  }

  static async start(folder: string): Promise<Organisation> {
    const [oidc, ldap] = [Directory.oidc(folder), Directory.ldap(folder)];
    const portal = await Production.start(folder, {
      SSO_ENABLED: "true",
      SSO_TYPE: "oidc",
      OIDC_ISSUER: oidc.value("OIDC_ISSUER"),
      OIDC_CLIENT_ID: oidc.value("OIDC_CLIENT_ID"),
      OIDC_CLIENT_SECRET: oidc.value("OIDC_CLIENT_SECRET"),
      OIDC_LABEL: "Haneul ID",
      LDAP_URL: ldap.value("LDAP_URL"),
      LDAP_START_TLS: "false",
      LDAP_USER_BASE: "ou=people,dc=test",
      LDAP_GROUP_BASE: "ou=groups,dc=test",
    });
    return new Organisation(portal, [oidc, ldap]);
  }

  get url(): string {
    return this.#portal.url;
  }

  log(): string {
    return this.#portal.log();
  }

  async stop(): Promise<void> {
    await this.#portal.stop();
    for (const directory of this.#directories) directory.stop();
  }
}

const story = storyOf((folder) => Organisation.start(folder));

/** Through the provider's own page, from the portal's. */
async function signInAtProvider(page: Page, name: string): Promise<void> {
  await page.getByRole("link", { name: "Haneul ID" }).click();
  await page.locator("input[name=login]").fill(name);
  await page.locator("input[name=password]").fill("any password");
  await page.locator("button[type=submit]").click();
}

async function permissions(page: Page): Promise<unknown> {
  const reply = await page.context().request.get("/auth/user");
  const { source, permissions } = (await reply.json()) as { source: string; permissions: string[] };
  return { source, permissions };
}

story("people of the provider come in where they wanted to, see what their groups may, and are out everywhere when they leave", async ({ portal, person }) => {
  const kim = await person();
  const { page } = await kim.open("/dashboard/uploads?status=failed");
  await signInAtProvider(page, "kim");
  await page.getByRole("heading", { name: "Your uploads" }).waitFor();
  expect(page.url()).toBe(`${portal.url}/dashboard/uploads?status=failed`);
  expect(await permissions(page)).toEqual({ source: "oidc", permissions: ["dashboard", "vnc", "app"] });
  expect(page.url()).not.toContain("token");

  // What is not hers is not there, and says so to who types its address.
  expect(await page.getByRole("link", { name: "Audit log" }).count()).toBe(0);
  const other = (await kim.open("/dashboard/admin/users")).page;
  await other.getByText("You may not see this").waitFor();
  expect((await kim.context.request.get("/auth/users")).status()).toBe(403);
  await other.goto("/dashboard/uploads");
  await other.getByRole("heading", { name: "Your uploads" }).waitFor();

  // Leaving at the portal ends the provider's session too: the next sign-in asks again.
  await page.getByRole("button", { name: /^Account of/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await other.getByRole("dialog", { name: "Your session has ended" }).waitFor(AT_ONCE);
  const confirm = page.locator("button[name=logout]");
  if (await confirm.isVisible({ timeout: 3000 }).catch(() => false)) await confirm.click();
  await expect.poll(() => new URL(page.url()).origin, SOON).toBe(portal.url);
  expect((await kim.context.request.get("/auth/user")).status()).toBe(401);
}, 120);

story("an administrator of the provider sees who may come in; somebody of a group that may nothing sees nothing", async ({ person }) => {
  const boss = await person();
  const { page } = await boss.open("/dashboard/admin/users");
  await signInAtProvider(page, "boss");
  await page.getByRole("link", { name: "alice" }).waitFor();
  const visitor = await person();
  const theirs = (await visitor.open("/")).page;
  await signInAtProvider(theirs, "visitor");
  await expect.poll(async () => (await visitor.context.request.get("/auth/user")).status(), SOON).toBe(200);
  expect(await permissions(theirs)).toEqual({ source: "oidc", permissions: [] });
  await page.reload();
  await page.getByRole("link", { name: "visitor" }).waitFor();
}, 120);

story("people of the directory use the form, and are out when an administrator says so", async ({ person }) => {
  const lee = await person();
  const hers = (await lee.open("/dashboard/uploads")).page;
  await typePassword(hers, "lee", "wrong password");
  await hers.getByText("The user name or password is not right.").waitFor();
  await typePassword(hers, "lee", "pw-lee");
  await hers.getByRole("heading", { name: "Your uploads" }).waitFor();
  expect(await permissions(hers)).toEqual({ source: "ldap", permissions: ["dashboard", "vnc", "app"] });

  const boss = await person();
  const { page } = await boss.open("/dashboard/admin/users/lee");
  await signInAtProvider(page, "boss");
  await page.getByRole("button", { name: "Disable account" }).click();
  await page.getByRole("dialog", { name: "Disable lee?" }).getByRole("button", { name: "Disable account" }).click();
  await hers.getByRole("dialog", { name: "Your session has ended" }).waitFor(AT_ONCE);
  await expect.poll(async () => (await lee.context.request.get("/auth/user")).status(), AT_ONCE).toBe(401);
}, 120);
