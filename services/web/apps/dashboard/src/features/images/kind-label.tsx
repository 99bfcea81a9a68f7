import { IMAGE_KINDS, type ImageKind } from "@hpc/api/images-wire.ts";
import { IconChartDots3, IconCpu, type Icon, IconPackage, IconShare3 } from "@tabler/icons-react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import classes from "./images.module.css";

const ICONS: Record<ImageKind, Icon> = { compute: IconCpu, viz: IconChartDots3, shared: IconShare3, custom: IconPackage };

/** What an image is for: icon and word, the contract's word in the title. */
export function KindLabel({ kind }: { kind: string }) {
  const { t } = useTranslation("images");
  const known = IMAGE_KINDS.find((each) => each === kind);
  const KindIcon = ICONS[known ?? "custom"];
  return (
    <span className={classes.kind} title={kind}>
      <KindIcon size={15} stroke={1.6} aria-hidden />
      {known === undefined ? kind : t(`kind.${known}`)}
    </span>
  );
}
