import { differentPlaceholders, emptyTexts, keysOf } from "@hpc/ui/i18n/keys.ts";
import { describe, expect, it } from "vitest";
import { allTexts } from "./all-texts.ts";

const { en: english, ko: korean } = allTexts;

describe("the dashboard's texts, and those that all apps share,", () => {
  it("speak Korean wherever they speak English", () => {
    expect(keysOf(korean)).toEqual(keysOf(english));
    expect([...emptyTexts(english), ...emptyTexts(korean)]).toEqual([]);
  });

  it("fill the same figures into both", () => {
    expect(differentPlaceholders(english, korean)).toEqual([]);
  });
});
