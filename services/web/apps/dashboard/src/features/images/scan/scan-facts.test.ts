import type { ImageScan, ScanNode } from "@hpc/api/images-wire.ts";
import { describe, expect, it } from "vitest";
import { lacksWords, scanFacts, scanShare, withWords } from "./scan-facts.ts";

const node = (name: string, state: ScanNode["state"], more: Partial<ScanNode> = {}): ScanNode => ({
  name,
  state,
  done: 0,
  total: 0,
  images: 0,
  read: 0,
  error: null,
  took_ms: null,
  ...more,
});

function scan(nodes: ScanNode[], more: Partial<ImageScan> = {}): ImageScan {
  return { number: 3, running: true, nodes, started_at: "2026-11-22T10:00:00Z", finished_at: null, images: 0, added: 0, changed: 0, gone: 0, error: null, ...more };
}

describe("a look for images", () => {
  it("counts places that answered or failed, and tells the failed ones apart", () => {
    const facts = scanFacts(scan([node("headnode", "done"), node("cn001", "failed"), node("cn002", "reading"), node("cn003", "waiting")]));
    expect([facts.asked, facts.total]).toEqual([2, 4]);
    expect(facts.failed.map(({ name }) => name)).toEqual(["cn001"]);
  });

  it("is as far as its places are, each by its images", () => {
    expect(scanShare(scan([node("headnode", "done"), node("cn001", "reading", { done: 2, total: 4 })]))).toBe(0.75);
    expect(scanShare(scan([node("headnode", "waiting")]))).toBe(0);
    expect(scanShare(scan([]))).toBe(0);
  });
});

describe("an event of a look, which has no words,", () => {
  const why = "its host key is not known";
  const known = scan([node("cn001", "failed", { error: why }), node("cn002", "reading")]);

  it("leaves the words that an answer brought", () => {
    const told = scan([node("cn001", "failed", { error: "It could not be asked to the end" }), node("cn002", "done")]);
    expect(withWords(told, known).nodes.map(({ error }) => error)).toEqual([why, null]);
    expect(lacksWords(told, known)).toBe(false);
  });

  it("has nothing left of a look before", () => {
    const told = scan([node("cn001", "failed", { error: "It could not be asked to the end" })], { number: 4 });
    expect(withWords(told, known)).toBe(told);
    expect(lacksWords(told, known)).toBe(true);
  });

  it("asks for words when another place failed, and once more at the end", () => {
    expect(lacksWords(scan([node("cn001", "failed"), node("cn002", "failed")]), known)).toBe(true);
    expect(lacksWords(scan([node("cn001", "failed"), node("cn002", "done")], { running: false }), known)).toBe(true);
  });
});
