import type { TemplateDocument } from "@hpc/api/templates-wire.ts";
import { describe, expect, it } from "vitest";
import { numbered } from "./diff-lines.ts";
import { destinationOf } from "./editor/check-status.tsx";
import { changesOf, imageOf, inputsOf, isMarkdown, nameOf, outputsOf, resourcesOf, sourceOf, stepsOf, summaryOf, tagsOf, variablesOf } from "./facts.ts";

const document = (sections: Partial<TemplateDocument>): TemplateDocument => ({
  template_id: "flow",
  category: "cfd",
  source: "official",
  file_path: "official/cfd/flow.yaml",
  digest: "0",
  owner: null,
  usable: true,
  may_change: false,
  may_delete: false,
  ...sections,
});

describe("what a template's file says", () => {
  it("is read as far as it says something", () => {
    const flow = document({
      template: { display_name: "Flow", description: "**Solves** a [case](https://example.org)\n- with `mpi_run`", tags: ["mpi", 3, "mpi", {}] },
      slurm: { time: "1:00", nodes: 2, memory: "8G", partition: "cpu" },
      files: {
        input_schema: {
          required: [{ name: "case", file_key: "case", max_size: "1GB", validation: { extensions: [".tar.gz"], mime_types: ["application/gzip"] } }],
          optional: [{ file_key: "mesh", validation: { max_size: "2GB" } }],
        },
        output_pattern: "*.foam",
      },
      script: { main_exec: "run\n", pre_exec: "  \n" },
    });
    expect(nameOf(flow)).toBe("Flow");
    expect(summaryOf(flow)).toBe("Solves a case\nwith mpi_run");
    expect(tagsOf(flow)).toEqual(["mpi", "3"]);
    expect(resourcesOf(flow)).toEqual([
      { key: "partition", value: "cpu" },
      { key: "nodes", value: "2" },
      { key: "mem", value: "8G" },
      { key: "time", value: "1:00" },
    ]);
    expect(inputsOf(flow)).toEqual([
      { name: "case", key: "case", required: true, description: "", maxSize: "1GB", kinds: [".tar.gz", "application/gzip"] },
      { name: "mesh", key: "mesh", required: false, description: "", maxSize: "2GB", kinds: [] },
    ]);
    expect(outputsOf(flow)).toEqual(["*.foam"]);
    expect(stepsOf(flow)).toEqual([{ step: "main_exec", text: "run" }]);
  });

  it("may be anything at all", () => {
    const odd = document({ template: ["a"], slurm: "x", files: { input_schema: { required: { a: 1 }, optional: [null, 7] } }, script: null, overrides: 3, apptainer_normalized: { mode: "other" } });
    expect(nameOf(odd)).toBe("flow");
    expect(resourcesOf(odd)).toEqual([]);
    expect(inputsOf(odd)).toHaveLength(2);
    expect(stepsOf(odd)).toEqual([]);
    expect(changesOf(odd, "en")).toEqual([]);
    expect(imageOf(odd)).toBeNull();
    expect(variablesOf(odd)).toEqual([]);
  });

  it("lets time and memory be changed unless it says what", () => {
    expect(changesOf(document({}), "en").map(({ key }) => key)).toEqual(["time", "mem"]);
    expect(changesOf(document({ overrides: {} }), "en")).toEqual([]);
    const [epochs] = changesOf(document({ overrides: { "env.EPOCHS": { min: 1, max: 500, label: { ko: "에포크", en: "Epochs" }, help: { ko: "반복" } } } }), "en");
    expect(epochs).toMatchObject({ key: "env.EPOCHS", label: "Epochs", help: "반복", min: "1", max: "500", choices: [] });
  });

  it("names its source, and of private ones whose", () => {
    expect(sourceOf({ source: "private:kim" })).toEqual({ kind: "private", of: "kim" });
    expect(sourceOf({ source: "community" })).toEqual({ kind: "community", of: "" });
  });
});

it("a plain description needs no Markdown", () => {
  expect(isMarkdown("학습 스크립트를 실행합니다.\nTrains a model (fast).")).toBe(false);
  for (const text of ["a *b*", "- one\n- two", "# A", "see https://example.org", "a\n\nb", "1. one"]) expect(isMarkdown(text), text).toBe(true);
});

it("lines of a difference have their numbers in both texts", () => {
  const lines = [
    { change: "same", text: "a\n" },
    { change: "removed", text: "b" },
    { change: "added", text: "c" },
    { change: "same", text: "d" },
  ] as const;
  expect(numbered({ old_start: 4, new_start: 7, lines: [...lines] }).map(({ text, before, now }) => [text, before, now])).toEqual([
    ["a", 4, 7],
    ["b", 5, null],
    ["c", null, 8],
    ["d", 6, 9],
  ]);
});

it("a text says where it goes: by its source, else by whether it is public", () => {
  const goes = (metadata: object) => destinationOf({ metadata });
  expect(goes({ source: null, is_public: true })).toBe("community");
  expect(goes({ source: null, is_public: false })).toBe("private");
  expect(goes({ source: "official", is_public: false })).toBe("official");
  expect(goes({ source: { private: null }, is_public: true })).toBe("private");
  expect(destinationOf(null)).toBeNull();
});
