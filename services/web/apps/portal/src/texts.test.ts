import { differentPlaceholders, emptyTexts, keysOf } from "@hpc/ui/i18n/keys.ts";
import { expect, it } from "vitest";
import { en, ko } from "./texts.ts";

it("the portal speaks Korean wherever it speaks English", () => {
  expect(keysOf(ko)).toEqual(keysOf(en));
  expect([...emptyTexts(en), ...emptyTexts(ko)]).toEqual([]);
  expect(differentPlaceholders(en, ko)).toEqual([]);
});
