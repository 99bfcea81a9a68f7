import type { UploadRow } from "@hpc/api/wire.ts";
import { newRow } from "@hpc/mock-api/uploads.ts";
import { describe, expect, it } from "vitest";
import { flatten, judgeFiles, type Knowledge, type PickedFile } from "./intake.ts";

const picked = (name: string, size = 10, folder = "", lastModified = 1): PickedFile => ({
  file: new File([new Uint8Array(size)], name, { lastModified }),
  folder,
});
const limits = {
  max_file_bytes: 1000,
  min_chunk_bytes: 1,
  max_chunk_bytes: 1000,
  default_chunk_bytes: 100,
  max_open_uploads: 1,
  max_open_bytes: 1,
  idle_days: 1,
};
const known = (more: Partial<Knowledge>): Knowledge => ({ limits, classified: [], unfinished: [], remembered: [], ...more });
const unfinished: UploadRow = { ...newRow(1, "kim", "mesh.msh", 10, 5, "mesh"), status: "uploading" };

describe("folders", () => {
  it("are flattened, and files that share a name get their folder put before it", () => {
    const files = [picked("a.msh", 1, "run1"), picked("a.msh", 1, "run2/deep"), picked("b.msh", 1, "run2")];
    expect(flatten(files)).toEqual({ names: ["a.msh", "run2_deep_a.msh", "b.msh"], shared: ["a.msh"] });
  });

  it("never give two files one name", () => {
    const files = [picked("x_a"), picked("a"), picked("a", 1, "x"), picked("a", 1, "x")];
    const { names } = flatten(files);
    expect(new Set(names).size).toBe(4);
  });
});

describe("before a byte is sent", () => {
  it("empty, too big and unsafe files are refused with a reason", () => {
    const files = [picked("empty", 0), picked("big", 2000), picked("evil.exe"), picked("ok.csv")];
    const security = { safe: false, reason: "Blocked", risk_level: "high" as const, recommendations: ["Don't"] };
    const candidates = judgeFiles(files, ["empty", "big", "evil.exe", "ok.csv"], known({ classified: [{ filename: "evil.exe", security }] }));
    expect(candidates.map(({ refusal }) => refusal)).toEqual([
      { why: "empty" },
      { why: "too-big", limitBytes: 1000 },
      { why: "unsafe", reason: "Blocked", recommendations: ["Don't"] },
      undefined,
    ]);
  });

  it("an unfinished upload of the same name and size is found", () => {
    const files = [picked("mesh.msh", 10), picked("mesh.msh", 11), picked("other.msh", 10)];
    const candidates = judgeFiles(files, ["a", "b", "c"], known({ unfinished: [unfinished] }));
    expect(candidates.map(({ resume }) => resume?.row.upload_id)).toEqual([unfinished.upload_id, undefined, undefined]);
  });

  it("a file changed since its first part was sent is told apart", () => {
    const remembered = [{ uploadId: unfinished.upload_id, filename: "mesh.msh", size: 10, lastModified: 1 }];
    const resumes = [1, 2].map((lastModified) => {
      const [candidate] = judgeFiles([picked("mesh.msh", 10, "", lastModified)], ["mesh.msh"], known({ unfinished: [unfinished], remembered }));
      return candidate?.resume?.changedSince;
    });
    expect(resumes).toEqual([false, true]);
  });
});
