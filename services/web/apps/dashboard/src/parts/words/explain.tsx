import type { Explained } from "@hpc/api/nodes-wire.ts";
import { onDemand } from "@hpc/ui/on-demand.tsx";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { useWord, type Section } from "./use-words.ts";
import classes from "./words.module.css";

const WordPopover = onDemand<{ word: string; explained: Explained }>("dialog", () => import("./word-popover.tsx"));

interface ExplainProps {
  section: Section;
  /** Slurm's word, or the key of a limit. */
  word: string;
}

/** A "?" that explains a word of Slurm; nothing for words that nobody knows. */
export function Explain({ section, word }: ExplainProps) {
  const { t } = useTranslation("words");
  const explained = useWord()(section, word);
  if (explained === undefined) return null;
  return (
    <WordPopover
      word={word}
      explained={explained}
      button={
        <button type="button" className={classes.what} aria-label={t("what", { title: explained.title })}>
          ?
        </button>
      }
    />
  );
}
