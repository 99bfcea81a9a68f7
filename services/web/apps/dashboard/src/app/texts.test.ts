import { differentPlaceholders, emptyTexts, keysOf } from "@hpc/ui/i18n/keys.ts";
import { en, ko } from "@hpc/ui/i18n/texts.ts";
import { describe, expect, it } from "vitest";
import { allTexts as texts } from "./all-texts.ts";

describe.each([
  ["shared parts", en, ko],
  ["the dashboard", texts.en, texts.ko],
])("%s", (_, english, korean) => {
  it("speak Korean wherever they speak English", () => {
    expect(keysOf(korean)).toEqual(keysOf(english));
    expect([...emptyTexts(english), ...emptyTexts(korean)]).toEqual([]);
  });

  it("fill the same figures into both", () => {
    expect(differentPlaceholders(english, korean)).toEqual([]);
  });
});
