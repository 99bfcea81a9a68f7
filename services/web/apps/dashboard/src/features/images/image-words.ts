/** How what is known of images is said. */
import type { ImagePlace, ImageRow } from "@hpc/api/images-wire.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";

/** The contract's name for the registry's folder. */
export const REGISTRY = "headnode";

/** Labels that a menu offers. */
const MOST_LABELS = 40;

/** Labels of these images with how many have each, the most frequent first. */
export function labelsOf(rows: readonly Pick<ImageRow, "labels">[]): { name: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { labels } of rows) {
    for (const name of Object.keys(labels)) {
      // A comma would be two labels in the address.
      if (!name.includes(",")) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => b.count - a.count || a.name.localeCompare(b.name))
    .slice(0, MOST_LABELS);
}

/** What somebody wrote; what the portal makes up of name and partition says nothing new. */
export function ownDescription({ description, partition }: Pick<ImageRow, "description" | "partition">): string {
  return description.endsWith(`.sif from ${partition} partition`) ? "" : description;
}

/** What a node is called on the screen. */
export function useNodeName(): (node: string) => string {
  const { t } = useTranslation("images");
  return (node) => (node === REGISTRY ? t("registry") : node);
}

/** Where an image lies, the registry first; each node once, however many copies are on it. */
export function nodesOf(places: readonly Pick<ImagePlace, "node">[]): string[] {
  const names = [...new Set(places.map(({ node }) => node))];
  return names.sort((a, b) => Number(b === REGISTRY) - Number(a === REGISTRY) || a.localeCompare(b, "en", { numeric: true }));
}

/** The command that runs something in the image at this path, safe for any path. */
export function execLine(path: string, app?: string): string {
  return app === undefined ? `apptainer exec ${quoted(path)} COMMAND` : `apptainer run --app ${quoted(app)} ${quoted(path)}`;
}

/** As bash reads it back as one word. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
