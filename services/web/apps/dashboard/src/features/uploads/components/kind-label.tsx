import {
  IconBox,
  IconBrain,
  IconChartLine,
  IconCode,
  IconDatabase,
  IconFile,
  IconFileText,
  IconSettings,
  IconTerminal2,
  type Icon,
} from "@tabler/icons-react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { KINDS, type Kind } from "../queries/uploads-search.ts";
import classes from "./uploads.module.css";

const ICONS: Record<Kind, Icon> = {
  mesh: IconBox,
  model: IconBrain,
  data: IconDatabase,
  config: IconSettings,
  script: IconTerminal2,
  code: IconCode,
  result: IconChartLine,
  document: IconFileText,
};

export function isKind(kind: string | undefined): kind is Kind {
  return KINDS.some((each) => each === kind);
}

export function KindIcon({ kind }: { kind: string | undefined }) {
  const Shown = isKind(kind) ? ICONS[kind] : IconFile;
  return <Shown size={16} stroke={1.6} aria-hidden className={classes.kindIcon} />;
}

export function KindLabel({ kind }: { kind: string }) {
  const { t } = useTranslation("uploads");
  return (
    <span className={classes.kind}>
      <KindIcon kind={kind} />
      {isKind(kind) ? t(`kinds.${kind}`) : kind}
    </span>
  );
}
