import { expect } from "vitest";
import { makeFile, MIB, sha256Of } from "../harness/files.ts";
import { drop, Link, percentOf, SOON, transfer, uploadsOf } from "../harness/person.ts";
import { story, useBrowser } from "../harness/story.ts";

useBrowser();

story("an upload begun on one computer is continued on another, by its owner only", async ({ person, folder }) => {
  const file = await makeFile(folder, "turbine.msh", 64 * MIB);
  const office = await (await person()).signIn("alice");
  const { page } = await office.open("/dashboard/uploads");
  await (await Link.of(page)).slow(16 * MIB);
  await page.getByTestId("file-input").setInputFiles(file.path);
  await expect.poll(() => percentOf(transfer(page, file.name)), SOON).toBeGreaterThan(20);
  await office.leave();

  const bob = await (await person()).signIn("bob");
  const strange = await bob.open("/dashboard/uploads");
  await strange.page.getByText("No uploads yet").waitFor();
  expect(await strange.page.getByRole("heading", { name: /^Unfinished/ }).count()).toBe(0);

  const lab = await (await person({ withoutHandles: true })).signIn("alice");
  const [begun] = await uploadsOf(lab);
  const arrived = begun?.uploaded_chunks ?? 0;
  expect(arrived).toBeGreaterThan(2);
  const reply = await bob.context.request.get(`/api/v2/files/uploads/${begun?.upload_id ?? ""}`);
  expect([403, 404]).toContain(reply.status());

  const { page: there, traffic } = await lab.open("/dashboard/uploads");
  const chooser = there.waitForEvent("filechooser");
  await there.getByRole("button", { name: "Choose file to continue" }).click();
  // Not just any file.
  await (await chooser).setFiles({ name: "turbine.msh", mimeType: "", buffer: Buffer.from("another") });
  await there.getByText("That is not the file: this upload is turbine.msh with 64 MiB.").waitFor();
  const second = there.waitForEvent("filechooser");
  await there.getByRole("button", { name: "Choose file to continue" }).click();
  await (await second).setFiles(file.path);
  await transfer(there, file.name).getByText("Completed").waitFor();
  const sent = await traffic.chunksTaken();
  expect(sent.length).toBe((begun?.total_chunks ?? 0) - arrived);
  const [done] = await uploadsOf(lab);
  expect(await sha256Of(done?.file_path ?? "")).toBe(file.sha256);
  expect(await uploadsOf(bob)).toEqual([]);
});

story("after a reload a dropped file goes on with one click", async ({ person, folder }) => {
  const file = await makeFile(folder, "engine.cgns", 64 * MIB);
  const alice = await (await person()).signIn("alice");
  const { page, traffic } = await alice.open("/dashboard/uploads");
  const link = await Link.of(page);
  await link.slow(16 * MIB);
  await drop(page, [file.path], page.getByText("Drop files or folders here"));
  await expect.poll(() => percentOf(transfer(page, file.name)), SOON).toBeGreaterThan(20);
  await page.reload();
  await link.restore();
  traffic.clear();
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await transfer(page, file.name).getByText("Completed").waitFor();
  expect((await traffic.chunksTaken()).length).toBeLessThan(11);
  const [done] = await uploadsOf(alice);
  expect(await sha256Of(done?.file_path ?? "")).toBe(file.sha256);
});
