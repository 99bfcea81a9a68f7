import { UnstyledButton } from "@mantine/core";
import { useFormat } from "@hpc/ui/use-format.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { isKind, KindIcon } from "./kind-label.tsx";
import classes from "./uploads.module.css";

interface FileTypeSelectorProps {
  kinds: readonly string[];
  /** How many files of each kind there are, where that is known. */
  counts?: ReadonlyMap<string, number>;
  /** The chosen kinds; none means all. */
  chosen: readonly string[];
  onToggle: (kind: string) => void;
  onAll: () => void;
}

/** Filters by the kind that the server recognised. */
export function FileTypeSelector({ kinds, counts, chosen, onToggle, onAll }: FileTypeSelectorProps) {
  const { t } = useTranslation("uploads");
  const format = useFormat();
  return (
    <div className={classes.chips} role="group" aria-label={t("kinds.label")}>
      <UnstyledButton className={classes.chip} aria-pressed={chosen.length === 0} onClick={onAll}>
        {t("kinds.all")}
      </UnstyledButton>
      {kinds.map((kind) => (
        <UnstyledButton key={kind} className={classes.chip} aria-pressed={chosen.includes(kind)} onClick={() => onToggle(kind)}>
          <KindIcon kind={kind} />
          {isKind(kind) ? t(`kinds.${kind}`) : t("kinds.other")}
          {counts !== undefined && <span className={classes.chipCount}>{format.count(counts.get(kind) ?? 0)}</span>}
        </UnstyledButton>
      ))}
    </div>
  );
}
