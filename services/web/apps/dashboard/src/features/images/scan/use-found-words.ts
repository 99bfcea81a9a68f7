import type { ImageScan } from "@hpc/api/images-wire.ts";
import { useFormat } from "@hpc/ui/use-format.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";

/** What came of a look, in a line. */
export function useFoundWords(): (scan: ImageScan) => string {
  const { t } = useTranslation("images");
  const format = useFormat();
  return ({ images, added, changed, gone }) => {
    // New ones, and those that are gone, are among the changed ones.
    const others = Math.max(0, changed - added - gone);
    const replace = { count: format.count(images), added: format.count(added), changed: format.count(others), gone: format.count(gone) };
    return t("scan.found", { count: images, replace });
  };
}
