import { busy, failure, tooMany } from "@hpc/mock-api/replies.ts";
import type { Fault } from "@hpc/mock-api/mock-portal.ts";
import { describe, expect, it } from "vitest";
import { bytesOfFile, CHUNK, fileOf, openTab, stored, until } from "./engine-harness.ts";

const isChunk = (path: string) => path.includes("/chunks/");

/** Faults for the first so many requests that fit. */
function first(times: number, fits: (method: string, path: string) => boolean, fault: () => Fault) {
  let left = times;
  return (method: string, path: string): Fault => (fits(method, path) && left-- > 0 ? fault() : undefined);
}

describe("an upload", () => {
  it("arrives whole, each chunk sent once", async () => {
    const { portal, transfers, remembered } = await openTab();
    const file = fileOf("mesh.msh", 7 * CHUNK + 123);
    transfers.add([{ file, filename: "mesh.msh" }]);
    await transfers.settled();
    expect(transfers.views()[0]?.state).toMatchObject({ name: "completed", filename: "mesh.msh" });
    expect(stored(portal, "mesh.msh")).toEqual(await bytesOfFile(file));
    expect(portal.log.filter((line) => line.startsWith("PUT"))).toHaveLength(8);
    expect(remembered.size).toBe(0);
  });

  it("obeys Retry-After of 429 and 503, all lanes together", async () => {
    const { portal, transfers, waits } = await openTab();
    let turn = 0;
    portal.fault = first(2, (_, path) => isChunk(path), () => (++turn === 1 ? tooMany(9) : busy(3)));
    transfers.add([{ file: fileOf("a.csv", 5 * CHUNK), filename: "a.csv" }]);
    await transfers.settled();
    expect(transfers.views()[0]?.state.name).toBe("completed");
    expect(waits.some(({ ms, cause }) => cause === "rate-limit" && ms >= 9000)).toBe(true);
    expect(waits.some(({ ms, cause }) => cause === "busy" && ms >= 3000)).toBe(true);
  });

  it("survives lost replies: what arrived twice counts once", async () => {
    const { portal, transfers } = await openTab();
    portal.fault = first(5, (method) => method === "PUT" || method === "POST", () => "lose-reply");
    const file = fileOf("b.msh", 6 * CHUNK + 1);
    transfers.add([{ file, filename: "b.msh" }]);
    await transfers.settled();
    const [view] = transfers.views();
    expect(view?.state.name).toBe("completed");
    expect(view?.confirmedBytes).toBe(file.size);
    expect(portal.uploads.stored.size).toBe(1);
    expect(stored(portal, "b.msh")).toEqual(await bytesOfFile(file));
  });

  it("waits out a lost connection", async () => {
    const { portal, transfers, waits } = await openTab();
    portal.fault = first(30, (_, path) => isChunk(path), () => "refuse-connection");
    transfers.add([{ file: fileOf("c.msh", 3 * CHUNK), filename: "c.msh" }]);
    await transfers.settled();
    expect(transfers.views()[0]?.state.name).toBe("completed");
    expect(waits.every(({ cause }) => cause === "network")).toBe(true);
  });

  it("stops at a refusal, keeps what arrived, and goes on after a retry", async () => {
    const { portal, transfers } = await openTab();
    portal.fault = first(1, (_, path) => path.endsWith("/chunks/5"), () => failure(507, "no_space", "No space left"));
    transfers.add([{ file: fileOf("d.msh", 8 * CHUNK), filename: "d.msh" }]);
    await transfers.settled();
    const [failed] = transfers.views();
    expect(failed?.state).toMatchObject({ name: "failed", trouble: { code: "no_space" } });
    transfers.resume(failed?.id ?? "");
    await transfers.settled();
    expect(transfers.views()[0]?.state.name).toBe("completed");
    const twice = portal.log.filter((line) => line.endsWith("/chunks/0"));
    expect(twice).toHaveLength(1);
  });

  it("does not retry other 4xx", async () => {
    const { portal, transfers, waits } = await openTab();
    portal.fault = (method, path) => (method === "POST" && path.endsWith("/init") ? failure(403, "forbidden", "No") : undefined);
    transfers.add([{ file: fileOf("e.msh", 10), filename: "e.msh" }]);
    await transfers.settled();
    expect(transfers.views()[0]?.state.name).toBe("failed");
    expect(waits).toEqual([]);
  });

  it("sends nothing of a file that init calls unsafe", async () => {
    const { portal, transfers } = await openTab();
    transfers.add([{ file: fileOf("evil.exe", CHUNK), filename: "evil.exe" }]);
    await transfers.settled();
    expect(transfers.views()[0]?.state).toMatchObject({ name: "refused", refusal: { why: "unsafe" } });
    expect(portal.log.some((line) => line.startsWith("PUT"))).toBe(false);
  });

  it("fetches what is missing when complete says that chunks are", async () => {
    const { portal, transfers } = await openTab();
    let lost = false;
    portal.fault = (_, path) => {
      // The server loses a chunk behind our back, once, before it is asked to complete.
      if (path.endsWith("/complete") && !lost) {
        lost = true;
        for (const { received } of portal.uploads.stored.values()) received.delete(2);
      }
      return undefined;
    };
    transfers.add([{ file: fileOf("f.msh", 5 * CHUNK), filename: "f.msh" }]);
    await transfers.settled();
    expect(transfers.views()[0]?.state.name).toBe("completed");
    expect(portal.log.filter((line) => line.endsWith("/chunks/2"))).toHaveLength(2);
  });

  it("says so when it was cancelled elsewhere", async () => {
    const { portal, transfers } = await openTab();
    portal.fault = (_, path) => {
      if (path.endsWith("/chunks/3")) for (const { row } of portal.uploads.stored.values()) row.status = "cancelled";
      return undefined;
    };
    transfers.add([{ file: fileOf("g.msh", 6 * CHUNK), filename: "g.msh" }]);
    await transfers.settled();
    expect(transfers.views()[0]?.state.name).toBe("cancelled");
  });
});

describe("control", () => {
  it("pauses at once and resumes with only what is missing", async () => {
    const { portal, transfers } = await openTab();
    const file = fileOf("h.msh", 40 * CHUNK);
    transfers.add([{ file, filename: "h.msh" }]);
    await until(() => (transfers.views()[0]?.confirmedBytes ?? 0) >= 8 * CHUNK);
    const id = transfers.views()[0]?.id ?? "";
    transfers.pause(id);
    await transfers.settled();
    expect(transfers.views()[0]?.state.name).toBe("paused");
    const received = [...portal.uploads.stored.values()][0]?.received.size ?? 0;
    expect(received).toBeLessThan(40);
    const before = portal.log.filter((line) => line.startsWith("PUT")).length;
    transfers.resume(id);
    await transfers.settled();
    expect(transfers.views()[0]?.state.name).toBe("completed");
    expect(portal.log.filter((line) => line.startsWith("PUT")).length - before).toBe(40 - received);
    expect(stored(portal, "h.msh")).toEqual(await bytesOfFile(file));
  });

  it("cancels here and on the server", async () => {
    const { portal, transfers, remembered } = await openTab();
    transfers.add([{ file: fileOf("i.msh", 40 * CHUNK), filename: "i.msh" }]);
    await until(() => (transfers.views()[0]?.confirmedBytes ?? 0) > 0);
    expect(remembered.size).toBe(1);
    await transfers.cancel(transfers.views()[0]?.id ?? "");
    expect(transfers.views()[0]?.state.name).toBe("cancelled");
    expect([...portal.uploads.stored.values()][0]?.row.status).toBe("cancelled");
    expect(remembered.size).toBe(0);
  });

  it("sends two files at once, and the third after one of them", async () => {
    const { portal, transfers } = await openTab();
    const names = ["1.msh", "2.msh", "3.msh"];
    transfers.add(names.map((filename) => ({ file: fileOf(filename, 20 * CHUNK), filename })));
    expect(transfers.views().map(({ state }) => state.name)).toEqual(["starting", "starting", "queued"]);
    await transfers.settled();
    expect(transfers.views().map(({ state }) => state.name)).toEqual(["completed", "completed", "completed"]);
    const inits = portal.log.map((line, at) => (line.endsWith("/init") ? at : -1)).filter((at) => at >= 0);
    expect(inits[2]).toBeGreaterThan(portal.log.findIndex((line) => line.endsWith("/complete")));
  });

  it("continues an upload of an earlier session with what the server misses", async () => {
    const { portal, transfers } = await openTab();
    const file = fileOf("j.msh", 20 * CHUNK);
    transfers.add([{ file, filename: "j.msh" }]);
    await until(() => (transfers.views()[0]?.confirmedBytes ?? 0) >= 4 * CHUNK);
    transfers.pause(transfers.views()[0]?.id ?? "");
    await transfers.settled();
    const uploadId = transfers.views()[0]?.uploadId ?? "";
    const later = await openTab(portal);
    later.transfers.add([{ file, filename: "j.msh", uploadId }]);
    await later.transfers.settled();
    expect(later.transfers.views()[0]).toMatchObject({ continued: true, state: { name: "completed" } });
    expect(stored(portal, "j.msh")).toEqual(await bytesOfFile(file));
  });
});

describe("the session", () => {
  it("is renewed once in the middle of a transfer without anybody noticing", async () => {
    const { portal, transfers } = await openTab();
    portal.fault = first(1, (_, path) => path.endsWith("/chunks/4"), () => failure(401, "token_expired", "Token expired"));
    transfers.add([{ file: fileOf("k.msh", 10 * CHUNK), filename: "k.msh" }]);
    await transfers.settled();
    expect(transfers.views()[0]?.state.name).toBe("completed");
    expect(portal.log.filter((line) => line === "POST /auth/refresh")).toHaveLength(1);
  });

  it("when it ends holds all transfers and goes on after signing in again", async () => {
    const { portal, api, transfers } = await openTab();
    portal.fault = (_, path) => {
      if (path.endsWith("/chunks/6")) {
        portal.fault = () => undefined;
        portal.sessions.revokeAll();
      }
      return undefined;
    };
    const files = ["l.msh", "m.msh", "n.msh"].map((filename) => ({ file: fileOf(filename, 12 * CHUNK), filename }));
    transfers.add(files);
    await transfers.settled();
    expect(api.session.status()).toBe("signed-out");
    expect(transfers.views().map(({ state }) => state.name)).toEqual(["signed-out", "signed-out", "signed-out"]);
    await api.session.signIn("kim", "kim");
    await transfers.settled();
    expect(transfers.views().map(({ state }) => state.name)).toEqual(["completed", "completed", "completed"]);
    for (const { file, filename } of files) expect(stored(portal, filename)).toEqual(await bytesOfFile(file));
  });
});
