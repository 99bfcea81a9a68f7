import { storedName } from "@hpc/api/uploads.ts";
import type { UploadRow } from "@hpc/api/wire.ts";
import { newRow } from "@hpc/mock-api/uploads.ts";
import { describe, expect, it } from "vitest";
import { parseSearch, stringifySearch } from "../../../app/search-params.ts";
import { patched } from "./upload-events.ts";
import { csvOf } from "./uploads-csv.ts";
import { parseUploadsSearch, queryOf, refiltered, toggled } from "./uploads-search.ts";

const row: UploadRow = { ...newRow(1, "kim", "mesh.msh", 100, 10, "mesh"), status: "uploading", uploaded_chunks: 4 };

describe("the URL", () => {
  it("holds the view and reads as a person would write it", () => {
    const text = "?status=completed,failed&type=mesh&q=wing%20v3&sort=-file_size";
    const search = parseUploadsSearch(parseSearch(text));
    expect(search).toEqual({ status: "completed,failed", type: "mesh", q: "wing v3", sort: "-file_size" });
    expect(stringifySearch({ ...search })).toBe("?status=completed,failed&type=mesh&q=wing+v3&sort=-file_size");
    expect(queryOf(search)).toMatchObject({ status: "completed,failed", sort: "-file_size", limit: 50 });
  });

  it("drops what it does not know", () => {
    expect(parseUploadsSearch({ status: "done,completed", type: "virus", sort: "size", limit: "7", page: "3", show: "../x" })).toEqual({ status: "completed" });
  });

  it("starts on the first page after a change of the filter", () => {
    expect(refiltered({ cursor: "abc", page: 4, q: "x" }, { type: "mesh" })).toEqual({ q: "x", type: "mesh" });
    expect(toggled("a,b", "a")).toBe("b");
    expect(toggled(undefined, "a")).toBe("a");
  });
});

describe("live changes", () => {
  it("only let progress grow", () => {
    expect(patched(row, "upload_progress", { upload_id: "x", uploaded_chunks: 6 }).uploaded_chunks).toBe(6);
    expect(patched(row, "upload_progress", { upload_id: "x", uploaded_chunks: 2 }).uploaded_chunks).toBe(4);
  });

  it("do not bring an ended upload back", () => {
    const done = patched(row, "upload_complete", { upload_id: "x", file_path: "/a/mesh (2).msh" });
    expect(done).toMatchObject({ status: "completed", uploaded_chunks: 10, filename: "mesh.msh" });
    expect(storedName(done)).toBe("mesh (2).msh");
    expect(patched(done, "upload_progress", { upload_id: "x", uploaded_chunks: 5 })).toBe(done);
    expect(patched(row, "upload_error", { upload_id: "x", status: "cancelled", error: "Cancelled" }).status).toBe("cancelled");
  });
});

describe("CSV", () => {
  it("quotes, and disarms what a spreadsheet would run", () => {
    const csv = csvOf([{ ...row, filename: '=HYPERLINK("x")' }]);
    expect(csv).toContain('"\'=HYPERLINK(""x"")"');
    expect(csv.startsWith("\ufefffilename,")).toBe(true);
  });
});
