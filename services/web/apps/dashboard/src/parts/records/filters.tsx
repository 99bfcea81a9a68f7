import { Button, UnstyledButton } from "@mantine/core";
import { EmptyFace } from "@hpc/ui/faces/empty-face.tsx";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { IconFilterOff, IconX } from "@tabler/icons-react";
import classes from "./records.module.css";

interface FilterChipProps {
  /** What the list is filtered by, in words. */
  name: string;
  /** Shorter words, where the chip's look tells the rest. */
  children?: string;
  onRemove: () => void;
}

/** One thing that a list is filtered by; a click takes it away. */
export function FilterChip({ name, children = name, onRemove }: FilterChipProps) {
  const { t } = useTranslation("ui");
  return (
    <UnstyledButton className={classes.chip} title={name} onClick={onRemove} aria-label={t("filter.remove", { name })}>
      <span className={classes.chipText}>{children}</span> <IconX size={13} aria-hidden />
    </UnstyledButton>
  );
}

/** Takes all of the filter away; stands at its end. */
export function ClearFilters({ onClear }: { onClear: () => void }) {
  const { t } = useTranslation("ui");
  return (
    <Button variant="subtle" color="gray" onClick={onClear}>
      {t("filter.clear")}
    </Button>
  );
}

/** A list's empty face while it is filtered. */
export function NothingFits({ onClear }: { onClear: () => void }) {
  const { t } = useTranslation("ui");
  const button = (
    <Button variant="default" onClick={onClear}>
      {t("filter.clear")}
    </Button>
  );
  return <EmptyFace icon={<IconFilterOff size={28} stroke={1.5} />} title={t("filter.noMatch")} text={t("filter.noMatchText")} action={button} />;
}
