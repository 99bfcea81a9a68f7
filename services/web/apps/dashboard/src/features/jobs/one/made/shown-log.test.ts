import { expect, it } from "vitest";
import { fileUrl } from "./queries.ts";
import { shownLog } from "./shown-log.ts";

it("a log reads as on a terminal that shows the end", () => {
  expect(shownLog("a\u001b[31mred\u001b[0m\r\n 10%\r 55%\r100%\r\ndone")).toBe("ared\n100%\ndone");
  expect(shownLog("\u001b]0;title\u0007x\u001b[2K\u001b[1Gy")).toBe("xy");
});

it("a file of a job has an address, whatever it is called", () => {
  expect(fileUrl(3, "results/a b?#/모델.pt")).toBe(`/api/v2/submissions/3/files/results/a%20b%3F%23/${encodeURIComponent("모델.pt")}`);
});
