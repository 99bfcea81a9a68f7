import { expect, it } from "vitest";
import { formatMoney } from "./money.ts";

it("money is written as the language and the currency want it", () => {
  expect([formatMoney(13.68, "USD", "en"), formatMoney(13.68, "USD", "ko"), formatMoney(1234.5, "KRW", "ko")]).toEqual(["$13.68", "US$13.68", "₩1,235"]);
  // What is not nothing is not shown as nothing.
  expect([formatMoney(0.0041, "USD", "en"), formatMoney(0.25, "KRW", "ko"), formatMoney(0, "USD", "en")]).toEqual(["$0.0041", "₩0.25", "$0.00"]);
});
