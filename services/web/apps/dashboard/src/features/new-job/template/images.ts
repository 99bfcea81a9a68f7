/** Which images a template may run in: what the server is asked for, so that the rule is understood in one place. */
import type { ImageRow, ImageRule } from "@hpc/api/template-job-wire.ts";

/** The images that the rule allows, as the list of images is asked. No name has a slash. */
export function askedFor(rule: ImageRule): { name?: string; partition?: string } {
  if ("fixed" in rule) return { name: rule.fixed };
  const { mode, partition, allowed_images } = rule.chosen;
  // Without a name there would be no restriction.
  if (mode === "specific") return { name: allowed_images.join("/") || "/" };
  return mode === "partition" && partition !== null ? { partition } : {};
}

/** What runs while nobody chooses. */
export function usualName(rule: ImageRule): string | null {
  return "fixed" in rule ? rule.fixed : rule.chosen.default_image;
}

/** Of images that go by this name the one that the server takes: rather called so than in a file of that name, rather that than by its id. */
export function usualImage(name: string, images: readonly ImageRow[]): ImageRow | undefined {
  const wanted = stem(name);
  return images.find((image) => stem(image.name) === wanted) ?? images.find(({ id, given_id }) => id !== wanted && given_id !== wanted) ?? images[0];
}

function stem(name: string): string {
  return name.replace(/\.sif$/, "");
}

/** A job of the template has to have one. */
export function needsImage(rule: ImageRule): boolean {
  return "fixed" in rule || rule.chosen.required;
}
