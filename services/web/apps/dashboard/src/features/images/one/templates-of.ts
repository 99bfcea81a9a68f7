/** Which job templates an image fits, by what each says of its image. */
import type { ImageView } from "@hpc/api/images-wire.ts";

/** What is read of a template's document. */
export interface TemplateDocument {
  template_id: string;
  usable?: boolean;
  template?: { display_name?: string; name?: string };
  apptainer_normalized?: { mode?: string; image_name?: string; partition?: string | null; allowed_images?: string[] };
}

export interface TemplateUse {
  id: string;
  name: string;
  /** It names this image; otherwise this is one of many that it takes. */
  named: boolean;
}

/** Those of which a job can be made, those that name the image first. */
export function templatesOf(view: Pick<ImageView, "name" | "partition" | "places">, templates: readonly TemplateDocument[]): TemplateUse[] {
  const names = new Set([view.name, ...view.places.map(({ path }) => path.slice(path.lastIndexOf("/") + 1))].map(stem));
  const uses = templates.flatMap((document): TemplateUse[] => {
    const { template_id: id, usable, template, apptainer_normalized: rule } = document;
    if (usable === false || rule === undefined) return [];
    const wanted = [rule.image_name ?? "", ...(rule.allowed_images ?? [])].filter((name) => name !== "");
    const named = wanted.some((name) => names.has(stem(name)));
    const fits = named || (wanted.length === 0 && (rule.mode === "any" || (rule.mode === "partition" && rule.partition === view.partition)));
    return fits ? [{ id, name: template?.display_name ?? template?.name ?? id, named }] : [];
  });
  return uses.sort((a, b) => Number(b.named) - Number(a.named) || a.name.localeCompare(b.name));
}

function stem(name: string): string {
  return name.endsWith(".sif") ? name.slice(0, -".sif".length) : name;
}
