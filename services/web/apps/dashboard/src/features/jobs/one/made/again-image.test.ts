import type { JobPreview, Submission } from "@hpc/api/template-job-wire.ts";
import { expect, it } from "vitest";
import { saidOfImage } from "./again-image.ts";

const was: Submission["image"] = { id: "a1", name: "tools.sif", digest: "e" };
const now = (id: string, path: string): JobPreview["image"] => ({ id, name: "tools", path });
const edited = "#!/bin/bash\nexport APPTAINER_IMAGE='/images/tools.sif'\necho by hand\n";

it("a job runs in the template's image of today", () => {
  expect(saidOfImage(was, now("a2", "/images/tools2.sif"), undefined)).toBe("againImage");
  expect(saidOfImage(was, now("a1", "/images/tools.sif"), undefined)).toBeNull();
  expect([saidOfImage(null, now("a2", "/images/tools2.sif"), undefined), saidOfImage(was, null, undefined)]).toEqual([null, null]);
});

it("a script that was edited runs in the image that it names", () => {
  expect(saidOfImage(was, now("a2", "/images/tools2.sif"), edited)).toBe("againOwnImage");
  // Built again, elsewhere and in its place.
  expect(saidOfImage(was, now("a2", "/images/new/tools.sif"), edited)).toBe("againOwnImage");
  expect(saidOfImage(was, now("a2", "/images/tools.sif"), edited)).toBe("againImage");
  expect(saidOfImage(was, now("a1", "/images/tools.sif"), edited)).toBeNull();
});
