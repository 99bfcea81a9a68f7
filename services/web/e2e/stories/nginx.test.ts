import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { curl } from "../harness/curl.ts";
import { PASSWORD } from "../harness/demo.ts";
import { makeFile, MIB, sha256Of } from "../harness/files.ts";
import { Link, percentOf, row, SOON, transfer, typePassword, uploadsOf } from "../harness/person.ts";
import { Production } from "../harness/production.ts";
import { storyOf, useBrowser } from "../harness/story.ts";
import { LIST, SHOW_ONE, weigh } from "../harness/traffic.ts";

useBrowser();
const story = storyOf((folder) => Production.start(folder));

/** Where people land, what they see then, and what that may weigh on the wire, compressed, in KiB. */
const FIRST_PAGES = [
  ["/", "Sign in", 155],
  ["/dashboard/", "My files", 195],
  ["/dashboard/uploads", "Your uploads", 205],
] as const;

story("behind nginx one signs in, uploads, and sees the progress elsewhere; a dashboard that is down says so and comes to no harm", async ({ portal, person, folder }) => {
  const file = await makeFile(folder, "turbine.msh", 64 * MIB);
  const alice = await person();
  const { page } = await alice.open("/");
  await typePassword(page, "alice", PASSWORD);
  await page.getByRole("link", { name: "Smart Twin Flow" }).waitFor();
  expect(await page.getByRole("main").getByRole("link").count()).toBe(3);
  await page.goto("/dashboard/uploads");

  const other = await alice.open("/dashboard/uploads");
  await other.page.getByText("No uploads yet").waitFor();
  const link = await Link.of(page);
  await link.slow(16 * MIB);
  await page.getByTestId("file-input").setInputFiles(file.path);
  const elsewhere = other.page.getByRole("region", { name: /^Unfinished/ }).getByRole("listitem");
  await elsewhere.waitFor();
  const seen = await percentOf(elsewhere);
  const asked = other.traffic.count("GET", LIST) + other.traffic.count("GET", SHOW_ONE);
  await expect.poll(() => percentOf(elsewhere), SOON).toBeGreaterThan(seen + 5);
  expect(other.traffic.progress().length).toBeGreaterThan(1);
  expect(other.traffic.count("GET", LIST) + other.traffic.count("GET", SHOW_ONE)).toBe(asked);
  await link.restore();
  await transfer(page, file.name).getByText("Completed").waitFor();
  const [done] = await uploadsOf(alice);
  expect(done?.file_path).toBe(join(portal.uploads, "users/alice/mesh/turbine.msh"));
  expect(await sha256Of(done?.file_path ?? "")).toBe(file.sha256);

  await portal.stopOne("dashboard_backend");
  const said = await curl(`${portal.url}/api/v2/files/uploads`);
  expect(said.status).toBe(503);
  expect(said.headers.get("content-type")).toContain("application/json");
  expect(said.headers.get("retry-after")).toBe("5");
  expect(said.json).toMatchObject({ error: "Service unavailable", code: "service_unavailable" });
  // A page that is open keeps what it knows and marks it; one that opens says what is wrong.
  await page.getByRole("button", { name: "Mesh" }).click();
  const fresh = await alice.open("/dashboard/uploads?status=failed");
  await fresh.page.getByRole("heading", { name: "This could not be loaded" }).first().waitFor({ timeout: 40_000 });
  await fresh.page.getByText("The server had a problem.", { exact: false }).first().waitFor();
  await fresh.page.getByText("Portal does not answer").waitFor();
  await row(other.page, file.name).waitFor();
}, 90);

story("the first pages are light", async ({ person }) => {
  for (const [path, sign, most] of FIRST_PAGES) {
    // Each with an empty cache.
    const alice = await person();
    if (path !== "/") await alice.signIn("alice");
    const { page } = await alice.open("about:blank");
    const weight = await weigh(page);
    await page.goto(path);
    await page.getByRole("heading", { name: sign }).waitFor();
    await page.waitForLoadState("networkidle");
    console.log(`e2e: ${path} weighs ${Math.round(weight() / 1024)} KiB on the wire`);
    expect(weight()).toBeGreaterThan(50_000);
    expect(weight()).toBeLessThan(most * 1024);
  }
});

story("the commands of scripts work as documented, limits are exact, and what the client says of itself is not believed", async ({ portal, folder }) => {
  const api = `${portal.url}/api/v2/files`;
  const json = ["--header", "Content-Type: application/json"];
  const signedIn = await curl(...json, "--data", JSON.stringify({ username: "alice", password: PASSWORD }), `${portal.url}/auth/login`);
  expect(signedIn.status).toBe(200);
  expect(signedIn.headers.get("set-cookie")).toMatch(/^hpc_portal_token=.*HttpOnly/m);
  const bearer = ["--header", `Authorization: Bearer ${String(signedIn.json.token)}`];

  // Seven chunks, out of order, the way of the earlier portal's clients.
  const file = await makeFile(folder, "case.dat", 7 * MIB - 1000);
  const content = await readFile(file.path);
  const begun = await curl(...bearer, ...json, "--data", JSON.stringify({ filename: file.name, file_size: file.size, chunk_size: MIB }), `${api}/upload/init`);
  expect(begun.status, begun.body).toBe(201);
  expect(begun.json).toMatchObject({ total_chunks: 7, chunk_size: MIB });
  const upload_id = String(begun.json.upload_id);
  for (const index of [6, 0, 3, 1, 2, 5]) {
    const chunk = content.subarray(index * MIB, (index + 1) * MIB);
    const part = join(folder, `part${index}`);
    await writeFile(part, chunk);
    const fields = [`upload_id=${upload_id}`, `chunk_index=${index}`, `checksum=${createHash("md5").update(chunk).digest("hex")}`, `chunk=@${part}`];
    const sent = await curl(...bearer, ...fields.flatMap((field) => ["--form", field]), `${api}/upload/chunk`);
    expect(sent.status, sent.body).toBe(200);
  }
  const complete = () => curl(...bearer, ...json, "--data", JSON.stringify({ upload_id, sha256: file.sha256 }), `${api}/upload/complete`);
  expect((await complete()).json).toMatchObject({ error: "Upload incomplete: 6/7 chunks", code: "upload_incomplete" });
  const part = join(folder, "part4");
  await writeFile(part, content.subarray(4 * MIB, 5 * MIB));
  expect((await curl(...bearer, "--upload-file", part, `${api}/uploads/${upload_id}/chunks/4`)).status).toBe(200);
  const done = await complete();
  expect(done.json).toMatchObject({ message: "Upload completed successfully", sha256: file.sha256 });
  expect(await sha256Of(String(done.json.file_path))).toBe(file.sha256);
  const listed = await curl(...bearer, `${api}/uploads?status=completed`);
  expect(listed.json).toMatchObject({ total: 1, uploads: [{ upload_id, filename: file.name, status: "completed", uploaded_chunks: 7 }] });

  // Bob begins 25 uploads at once: 20 may, 5 have to wait.
  const bob = await curl(...json, "--data", JSON.stringify({ username: "bob", password: PASSWORD }), `${portal.url}/auth/login`);
  const begin = (n: number) =>
    curl("--header", `Authorization: Bearer ${String(bob.json.token)}`, "--header", `X-Forwarded-For: 198.51.100.${n}`, ...json, "--data", JSON.stringify({ filename: `many-${n}.dat`, file_size: 10 }), `${api}/upload/init`);
  const many = await Promise.all(Array.from({ length: 25 }, (_, n) => begin(n)));
  expect(many.filter(({ status }) => status === 201).length).toBe(20);
  const refused = many.filter(({ status }) => status === 429);
  expect(refused.length).toBe(5);
  for (const { headers, json: body } of refused) {
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
    expect(headers.get("x-ratelimit-remaining")).toBe("0");
    expect(body).toMatchObject({ error: "Rate limit exceeded", code: "rate_limited", limit: 20, window: 60 });
  }

  // Where a request came from is what nginx saw, whatever the client claims.
  const forged = await curl(...bearer, "--header", "X-Forwarded-For: 203.0.113.9", "--header", "X-Real-IP: 203.0.113.9", "--header", "X-Request-Id: forged id", `${api}/limits`);
  expect(forged.status).toBe(200);
  expect(forged.headers.get("x-request-id")).not.toBe("forged id");
  expect(portal.log()).not.toContain("client.address=203.0.113.9");
  expect(portal.log()).not.toContain("client.address=198.51.100.");
  expect(await portal.accessLog()).not.toContain("203.0.113.9");

  for (const path of ["/", "/dashboard/", "/api/health"]) {
    const { headers } = await curl(`${portal.url}${path}`);
    expect(headers.get("x-content-type-options"), path).toBe("nosniff");
    expect(headers.get("referrer-policy"), path).toBe("same-origin");
  }
  const page = await curl(`${portal.url}/dashboard/uploads`);
  expect(page.headers.get("cache-control")).toContain("no-cache");
  expect(page.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
  const script = /type="module"[^>]*src="([^"]+)"/.exec(page.body)?.[1] ?? "";
  const asset = await curl("--header", "Accept-Encoding: gzip", "--output", "/dev/null", "--dump-header", "-", `${portal.url}${script}`);
  expect(asset.headers.get("cache-control")).toContain("immutable");
  expect(asset.headers.get("content-encoding")).toBe("gzip");
  expect((await curl(`${portal.url}/metrics`)).status).not.toBe(200);
});
