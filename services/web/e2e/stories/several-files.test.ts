import { mkdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { expect } from "vitest";
import { makeFile, MIB, sha256Of } from "../harness/files.ts";
import { drop, Link, percentOf, row, SOON, transfer, transfers, uploadsOf } from "../harness/person.ts";
import { story, useBrowser } from "../harness/story.ts";
import { CHUNK, INIT } from "../harness/traffic.ts";

useBrowser();

const PLACE = "Drop files or folders here";

story("several files arrive at once; a program and an empty file are refused before a byte is sent; a taken name gets a number", async ({ person, folder }) => {
  const mesh = await makeFile(folder, "wing.msh", 3 * MIB);
  const korean = await makeFile(folder, "유동해석 결과 (최종).csv", 700_001);
  const program = await makeFile(folder, "setup.exe", 5000);
  await writeFile(join(folder, "empty.dat"), "");
  const alice = await (await person()).signIn("alice");
  const { page, traffic } = await alice.open("/dashboard/uploads");

  await drop(page, [mesh.path, korean.path, program.path, join(folder, "empty.dat")], page.getByText(PLACE));
  const review = page.getByRole("region", { name: "4 files before they start" });
  await review.getByText("2 files cannot be uploaded").waitFor();
  await review.getByText("The file is empty. There is nothing to upload.").waitFor();
  await review.getByText(/^Files ending in \.exe are not allowed here\./).waitFor();
  await page.keyboard.press("Enter");
  for (const file of [mesh, korean]) await transfer(page, file.name).getByText("Completed").waitFor();
  expect(traffic.count("POST", INIT)).toBe(2);

  // The very same name again, with other bytes.
  const again = await makeFile(join(folder), "wing.msh", 2 * MIB);
  await page.getByTestId("file-input").setInputFiles(again.path);
  await transfers(page).getByText("Saved as wing (2).msh").waitFor();

  const rows = await uploadsOf(alice);
  const arrived = await Promise.all(rows.map(async ({ file_path }) => [basename(file_path), await sha256Of(file_path)] as const));
  expect(new Map(arrived)).toEqual(new Map([["wing (2).msh", again.sha256], [mesh.name, mesh.sha256], [korean.name, korean.sha256]]));
  for (const [name] of arrived) await row(page, name).getByText("Completed").waitFor();
});

story("an upload pauses, goes on where it was, and another one is cancelled and leaves nothing", async ({ person, folder }) => {
  const kept = await makeFile(folder, "kept.dat", 48 * MIB);
  const dropped = await makeFile(folder, "dropped.dat", 48 * MIB);
  const alice = await (await person()).signIn("alice");
  const { page, traffic } = await alice.open("/dashboard/uploads");
  const link = await Link.of(page);
  await link.slow(12 * MIB);
  await page.getByTestId("file-input").setInputFiles([kept.path, dropped.path]);
  const [first, second] = [transfer(page, kept.name), transfer(page, dropped.name)];
  await expect.poll(() => percentOf(first), SOON).toBeGreaterThan(9);
  await expect.poll(() => percentOf(second), SOON).toBeGreaterThan(9);

  await first.getByRole("button", { name: "Pause kept.dat" }).click();
  await first.getByText("Paused").waitFor();
  const confirmed = await percentOf(first);

  await second.getByRole("button", { name: "Cancel dropped.dat" }).click();
  const asked = page.getByRole("dialog", { name: "Cancel this upload?" });
  await asked.getByRole("button", { name: "Cancel upload" }).click();
  await second.getByText("Cancelled").waitFor();
  const states = (await uploadsOf(alice)).map(({ filename, status }) => `${filename} ${status}`).sort();
  expect(states).toEqual(["dropped.dat cancelled", "kept.dat uploading"]);

  // Nothing was sent meanwhile, and what had arrived is not sent again.
  expect(await percentOf(first)).toBe(confirmed);
  traffic.clear();
  await link.restore();
  await first.getByRole("button", { name: "Resume kept.dat" }).click();
  await first.getByText("Completed").waitFor();
  const sent = await traffic.chunksTaken();
  expect(sent.length).toBeLessThan(10);
  expect(new Set(sent).size).toBe(sent.length);
  const done = (await uploadsOf(alice)).find(({ status }) => status === "completed");
  expect(await sha256Of(done?.file_path ?? "")).toBe(kept.sha256);
});

story("a lost link and a killed portal only hold an upload up", async ({ portal, person, folder }) => {
  const file = await makeFile(folder, "run.h5", 96 * MIB);
  const alice = await (await person()).signIn("alice");
  const { page, traffic } = await alice.open("/dashboard/uploads");
  const link = await Link.of(page);
  await link.slow(16 * MIB);
  await page.getByTestId("file-input").setInputFiles(file.path);
  const sending = transfer(page, file.name);
  await expect.poll(() => percentOf(sending), SOON).toBeGreaterThan(9);

  await link.cut();
  await sending.getByText("No connection. Next try in").waitFor();
  const before = await percentOf(sending);
  await link.slow(16 * MIB);
  await expect.poll(() => percentOf(sending), SOON).toBeGreaterThan(before + 5);

  await portal.crash();
  await sending.getByText("No connection. Next try in").waitFor();
  await page.getByText("Live updates interrupted").or(page.getByText("Portal does not answer")).first().waitFor();
  const kept = await percentOf(sending);
  expect(kept).toBeLessThan(90);
  traffic.clear();
  await portal.restart();
  await link.restore();

  // Nobody touches anything.
  await sending.getByText("Completed").waitFor({ timeout: 40_000 });
  const [done] = await uploadsOf(alice);
  expect(done).toMatchObject({ filename: file.name, status: "completed", uploaded_chunks: 20 });
  expect(await sha256Of(done?.file_path ?? "")).toBe(file.sha256);
  expect(traffic.count("PUT", CHUNK)).toBeGreaterThan(0);
  expect(traffic.count("POST", INIT)).toBe(0);
  await page.getByText("Slurm answers", { exact: true }).waitFor({ timeout: 40_000 });
}, 90);

story("a dropped folder arrives flat, with names that tell its files apart", async ({ person, folder }) => {
  const study = join(folder, "study");
  for (const run of ["run1", "run2"]) await mkdir(join(study, run), { recursive: true });
  const one = await makeFile(join(study, "run1"), "mesh.msh", 300_000);
  const two = await makeFile(join(study, "run2"), "mesh.msh", 400_000);
  await makeFile(study, "notes.txt", 1000);
  const alice = await (await person()).signIn("alice");
  const { page } = await alice.open("/dashboard/uploads");
  await drop(page, [study], page.getByText(PLACE));
  await page.getByText("Folders are not kept on the cluster, and 1 name occurs more than once.", { exact: false }).waitFor();
  await page.getByRole("button", { name: "Upload 3 files" }).click();
  await expect.poll(() => transfers(page).getByText("Completed").count(), SOON).toBe(3);
  const rows = await uploadsOf(alice);
  expect(rows.map(({ filename }) => filename).sort()).toEqual(["mesh.msh", "notes.txt", "study_run2_mesh.msh"]);
  const sumOf = (name: string) => sha256Of(rows.find(({ filename }) => filename === name)?.file_path ?? "");
  expect([await sumOf("mesh.msh"), await sumOf("study_run2_mesh.msh")]).toEqual([one.sha256, two.sha256]);
});
