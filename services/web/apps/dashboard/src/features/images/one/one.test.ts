import { describe, expect, it } from "vitest";
import { visibleLines } from "./code.tsx";
import { readCommand } from "./command.ts";
import { templatesOf } from "./templates-of.ts";

describe("a command that an operator wrote", () => {
  it("is read with its variables and files", () => {
    const command = readCommand({
      template_id: "solve",
      display_name: "Solve",
      command: { executable: "solver", format: "solver ${IN}", requires_mpi: true },
      variables: { input_files: { IN: { pattern: "*.k", required: true } }, computed: { OUT: { source: "IN", transform: "basename" } } },
      pre_commands: ["cd work", 7],
    });
    expect(command).toMatchObject({ name: "Solve", mpi: true, before: ["cd work"], after: [] });
    expect(command?.inputs).toEqual([{ name: "IN", from: "*.k", transform: "", description: "", required: true }]);
    expect(command?.variables).toEqual([{ name: "OUT", from: "IN", transform: "basename", description: "", required: false }]);
  });

  it("is none when there is no line to run, whatever else it is", () => {
    for (const nonsense of [null, 7, "solver", [], {}, { command: "solver" }, { command: { executable: "solver" } }]) {
      expect(readCommand(nonsense)).toBeNull();
    }
  });
});

describe("the templates of an image", () => {
  const view = { name: "OpenFOAM", partition: "compute", places: [{ node: "headnode", path: "/shared/openfoam-11.sif", last_seen_at: "" }] };
  const rule = (id: string, apptainer_normalized: object, more: object = {}) => ({ template_id: id, apptainer_normalized, ...more });

  it("are those that name it by its file, then those that take it among others", () => {
    const uses = templatesOf(view, [
      rule("any", { mode: "any", allowed_images: [] }),
      rule("fixed", { mode: "fixed", image_name: "openfoam-11.sif" }, { template: { display_name: "Flow" } }),
      rule("one-of", { mode: "specific", allowed_images: ["openfoam-10", "openfoam-11"] }),
      rule("here", { mode: "partition", partition: "compute" }),
    ]);
    expect(uses.map(({ id, named }) => [id, named])).toEqual([["fixed", true], ["one-of", true], ["any", false], ["here", false]]);
    expect(uses[0]?.name).toBe("Flow");
  });

  it("are none of those that cannot be used, that name another image, or that take none", () => {
    const none = [
      rule("broken", { mode: "any" }, { usable: false }),
      rule("other", { mode: "fixed", image_name: "openfoam-12.sif" }),
      rule("there", { mode: "partition", partition: "viz" }),
      { template_id: "plain" },
    ];
    expect(templatesOf(view, none)).toEqual([]);
  });
});

it("a text of an image keeps its lines, and hides nothing", () => {
  expect(visibleLines("%post\r\n\techo \u202eevil\n\n")).toBe("%post\n\techo \ufffdevil");
});
