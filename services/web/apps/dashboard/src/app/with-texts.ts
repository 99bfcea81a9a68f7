import { addTexts, type TextFiles } from "@hpc/ui/i18n/i18n.ts";

/** A page, or a part of one, and what it says, fetched side by side. */
export async function withTexts<T>(texts: TextFiles, page: Promise<T>): Promise<T> {
  const [loaded] = await Promise.all([page, addTexts(texts)]);
  return loaded;
}
