import { join } from "node:path";
import { expect } from "vitest";
import { makeFile, MIB, sha256Of } from "../harness/files.ts";
import { drop, Link, percentOf, SOON, transfer, uploadsOf } from "../harness/person.ts";
import { story, useBrowser } from "../harness/story.ts";
import { CHUNK, LIST, SHOW_ONE } from "../harness/traffic.ts";

useBrowser();

story("half a gigabyte is dropped, watched from another tab, interrupted by a reload, continued and arrives whole", async ({ portal, person, folder }) => {
  const file = await makeFile(folder, "wing.msh", 512 * MIB);
  const alice = await person();

  // She signs in as people do, on the way to the page she wanted.
  const { page, traffic } = await alice.open("/dashboard/uploads");
  await page.getByLabel("User name").fill("alice");
  await page.getByLabel("Password", { exact: true }).fill("correct-horse-battery");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Your uploads" }).waitFor();
  expect(new URL(page.url()).pathname).toBe("/dashboard/uploads");
  const other = await alice.open("/dashboard/uploads");
  await other.page.getByText("No uploads yet").waitFor();

  const link = await Link.of(page);
  await link.slow(48 * MIB);
  await drop(page, [file.path], page.getByText("Drop files or folders here"));
  const sending = transfer(page, file.name);
  await expect.poll(() => percentOf(sending), SOON).toBeGreaterThan(5);

  // The other tab hears of it over /ws; once the row is there it asks for nothing more.
  const elsewhere = other.page.getByRole("region", { name: /^Unfinished/ }).getByRole("listitem");
  await elsewhere.getByText("moving now, in another tab or on another computer").waitFor();
  const seen = await percentOf(elsewhere);
  const asked = other.traffic.count("GET", LIST) + other.traffic.count("GET", SHOW_ONE);
  const heard = other.traffic.progress().length;
  await expect.poll(() => percentOf(elsewhere), SOON).toBeGreaterThan(seen + 10);
  expect(other.traffic.progress().length).toBeGreaterThan(heard);
  expect(other.traffic.count("GET", LIST) + other.traffic.count("GET", SHOW_ONE)).toBe(asked);
  expect(traffic.count("GET", SHOW_ONE)).toBe(0);
  const figures = other.traffic.progress().map(({ received_bytes }) => received_bytes);
  expect(figures).toEqual(figures.toSorted((a, b) => a - b));

  // A reload in the middle.
  const first = traffic.count("PUT", CHUNK);
  await page.reload();
  await page.getByRole("heading", { name: "Unfinished" }).waitFor();
  const [before] = await uploadsOf(alice);
  expect(before?.total_chunks).toBe(103);
  const arrived = before?.uploaded_chunks ?? 0;
  expect(arrived).toBeGreaterThan(10);
  expect(arrived).toBeLessThan(first + 1);
  expect(arrived).toBeLessThan(103);
  traffic.clear();
  await link.restore();

  // The same file chosen again: only what is missing is sent, each chunk once.
  await page.getByTestId("file-input").setInputFiles(file.path);
  await page.getByRole("button", { name: "Continue it" }).waitFor();
  await page.getByRole("button", { name: "Upload 1 file" }).click();
  await transfer(page, file.name).getByText("Completed").waitFor({ timeout: 45_000 });
  const sent = await traffic.chunksTaken();
  expect(new Set(sent).size).toBe(sent.length);
  expect(sent.length).toBe(103 - arrived);
  expect(traffic.count("PUT", CHUNK)).toBe(sent.length);
  expect(traffic.count("GET", SHOW_ONE)).toBe(1);

  const [done] = await uploadsOf(alice);
  expect(done).toMatchObject({ file_type: "mesh", status: "completed", file_path: join(portal.uploads, "users/alice/mesh", file.name) });
  expect(await sha256Of(done?.file_path ?? "")).toBe(file.sha256);
  await other.page.getByRole("row").filter({ hasText: file.name }).getByText("Completed").waitFor();
}, 120);
