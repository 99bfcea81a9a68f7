import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "../../../..");

it("every Mantine component that is used has its styles", () => {
  const listed = ["base", "menus", "dialogs", "fields", "forms"].map((name) => readFileSync(join(import.meta.dirname, `${name}.ts`), "utf8")).join();
  const missing = new Set<string>();
  for (const file of sources()) {
    const names = /import \{([^}]+)\} from "@mantine\/core"/.exec(readFileSync(file, "utf8"))?.[1]?.split(",") ?? [];
    for (const name of names.map((each) => each.trim())) {
      const hasStyles = existsSync(join(root, `node_modules/@mantine/core/styles/${name}.css`));
      if (hasStyles && !listed.includes(`/${name}.css"`)) missing.add(name);
    }
  }
  expect([...missing]).toEqual([]);
});

function sources(): string[] {
  return ["apps", "packages"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".tsx"))
      .map((file) => join(root, folder, file)),
  );
}
