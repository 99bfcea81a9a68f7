import { UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import classes from "./partitions.module.css";

interface FoldProps {
  name: string;
  open: boolean;
  onToggle: () => void;
  /** Beside the name. */
  marks?: ReactNode;
  /** At a glance, also while it is folded. */
  glance: ReactNode;
  /** How far below another one it stands. */
  depth?: number;
  children: ReactNode;
}

/** A line that unfolds to all that there is to say. */
export function Fold({ name, open, onToggle, marks, glance, depth = 0, children }: FoldProps) {
  const { t } = useTranslation("partitions");
  const Chevron = open ? IconChevronDown : IconChevronRight;
  return (
    <section className={classes.fold} aria-label={name} style={depth > 0 ? { paddingInlineStart: Math.min(depth, 6) * 20 } : undefined}>
      <div className={classes.line}>
        <UnstyledButton className={classes.toggle} aria-expanded={open} aria-label={t(open ? "hide" : "show", { name })} onClick={onToggle}>
          <Chevron size={16} aria-hidden />
          <bdi className={classes.name}>{name}</bdi>
        </UnstyledButton>
        {marks}
        <span className={classes.glance}>{glance}</span>
      </div>
      {open && <div className={classes.inside}>{children}</div>}
    </section>
  );
}
