/** Which images a template may run in. */
import type { ImageRow, ImageRule } from "@hpc/api/template-job-wire.ts";

export function isImage(wanted: string, { name }: Pick<ImageRow, "name">): boolean {
  return stem(wanted) === stem(name);
}

function stem(name: string): string {
  return name.replace(/\.sif$/, "");
}

export function imagesFor(rule: ImageRule, images: readonly ImageRow[]): ImageRow[] {
  if ("fixed" in rule) return images.filter((image) => isImage(rule.fixed, image)).slice(0, 1);
  const { mode, partition, allowed_images } = rule.chosen;
  if (mode === "specific") return images.filter((image) => allowed_images.some((name) => isImage(name, image)));
  if (mode === "partition") return images.filter((image) => image.partition === partition);
  return [...images];
}

/** What runs while nobody chooses. */
export function usualImage(rule: ImageRule, images: readonly ImageRow[]): ImageRow | undefined {
  const name = "fixed" in rule ? rule.fixed : rule.chosen.default_image;
  return name === null ? undefined : imagesFor(rule, images).find((image) => isImage(name, image));
}

/** A job of the template has to have one. */
export function needsImage(rule: ImageRule): boolean {
  return "fixed" in rule || rule.chosen.required;
}
