import { describe, expect, it } from "vitest";
import { suggestionsAt } from "./suggestions.ts";
import { placeAt } from "./yaml-place.ts";

/** The place of `|` in a text. */
function at(text: string) {
  const lines = text.slice(0, text.indexOf("¦")).split("\n");
  return placeAt(lines, lines.at(-1)?.length ?? 0);
}

function suggested(text: string): string[] {
  const lines = text.slice(0, text.indexOf("¦")).split("\n");
  return (suggestionsAt(lines, lines.at(-1)?.length ?? 0, "en")?.options ?? []).map(({ label }) => label);
}

describe("the place in a template", () => {
  it("is told by indentation, while the rest is unfinished", () => {
    expect(at("¦")).toMatchObject({ path: [], kind: "key", typed: "" });
    expect(at("template:\n  id: a\n  na¦")).toMatchObject({ path: ["template"], kind: "key", typed: "na", taken: ["id"] });
    expect(at("slurm:\n  time: {max: 1}\n\napptainer:\n  image_selection:\n    mode: sp¦")).toMatchObject({ path: ["apptainer", "image_selection", "mode"], kind: "value", typed: "sp" });
  });

  it("goes through lists, indented or not", () => {
    const head = "files:\n  input_schema:\n    required:\n";
    const path = ["files", "input_schema", "required"];
    expect(at(`${head}      - na¦`)).toMatchObject({ path, typed: "na" });
    expect(at(`${head}      - name: a\n        file_key: b\n        ¦`)).toMatchObject({ path, taken: ["file_key", "name"] });
    expect(at(`${head}    - name: a\n      validation:\n        ext¦`)).toMatchObject({ path: [...path, "validation"], typed: "ext" });
    expect(at(`${head}    - name: a\n    optional:\n    - ¦`)).toMatchObject({ path: ["files", "input_schema", "optional"] });
  });

  it("is inside braces of one line, too", () => {
    expect(at("overrides:\n  time: {m¦")).toMatchObject({ path: ["overrides", "time"], kind: "key", typed: "m" });
    expect(at('overrides:\n  env.N: {type: int, label: {ko: "에포크, 수", e¦')).toMatchObject({ path: ["overrides", "env.N", "label"], typed: "e", taken: ["ko"] });
    expect(at("overrides:\n  env.N: {min: 1, type: ¦")).toMatchObject({ path: ["overrides", "env.N", "type"], kind: "value" });
  });

  it("is none in a script or a comment", () => {
    expect(at("script:\n  main_exec: |\n    echo ¦")).toBeNull();
    expect(at("script:\n  main_exec: |\n    a: b\n    ¦")).toBeNull();
    expect(at("template: # he¦")).toBeNull();
  });
});

describe("suggestions", () => {
  it("are the keys that can stand there and do not yet", () => {
    expect(suggested("¦")).toContain("slurm");
    expect(suggested("template:\n  id: x\nsl¦")).not.toContain("template");
    expect(suggested("template:\n  id: x\n  ¦")).toContain("display_name");
    expect(suggested("template:\n  id: x\n  ¦")).not.toContain("id");
    expect(suggested("overrides:\n  env.EPOCHS: {t¦")).toContain("type");
    expect(suggested("apptainer:\n  env:\n    ¦")).toEqual([]);
  });

  it("are the words that a value can be", () => {
    expect(suggested("template:\n  is_public: ¦")).toEqual(["true", "false"]);
    expect(suggested("template:\n  name: ¦")).toEqual([]);
  });
});
