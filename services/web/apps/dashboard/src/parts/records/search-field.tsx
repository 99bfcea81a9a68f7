import { CloseButton } from "@mantine/core";
import { useShortcut } from "@hpc/ui/keyboard/shortcuts.ts";
import { IconSearch } from "@tabler/icons-react";
import { type KeyboardEvent, useRef, useState } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import classes from "./records.module.css";

const TYPING_MS = 250;

interface SearchFieldProps {
  value: string;
  label: string;
  /** Under which heading the help lists `/`. */
  group: string;
  onChange: (value: string) => void;
}

/** Text that filters a list, a moment after the last letter; `/` leads here. */
export function SearchField({ value, label, group, onChange }: SearchFieldProps) {
  const { t } = useTranslation("ui");
  const field = useRef<HTMLInputElement>(null);
  useShortcut({ keys: "/", label, group }, () => field.current?.focus());
  const { text, type } = useTyped(value, onChange);

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "Escape" && !event.nativeEvent.isComposing) field.current?.blur();
  }

  return (
    <div className={classes.search}>
      <IconSearch size={15} aria-hidden />
      <input
        ref={field}
        className={classes.field}
        value={text}
        onChange={(event) => type(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        maxLength={200}
        placeholder={label}
        aria-label={label}
      />
      {text !== "" && <CloseButton size="xs" onClick={() => type("")} aria-label={t("filter.clearSearch")} />}
    </div>
  );
}

/** A smaller one for a single column. */
export function ColumnField({ value, label, onChange }: Omit<SearchFieldProps, "group">) {
  const { text, type } = useTyped(value, onChange);
  return (
    <input
      className={`${classes.field} ${classes.columnField}`}
      value={text}
      onChange={(event) => type(event.currentTarget.value)}
      maxLength={200}
      placeholder={label}
      aria-label={label}
      spellCheck={false}
      autoCapitalize="none"
    />
  );
}

/** What is typed is shown at once and told later; what changes elsewhere ("clear filters", "back") replaces it. */
function useTyped(value: string, onChange: (value: string) => void): { text: string; type: (text: string) => void } {
  const [text, setText] = useState(value);
  const [told, setTold] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  if (value !== told) {
    setTold(value);
    setText(value);
  }
  return {
    text,
    type(next) {
      setText(next);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => {
        setTold(next);
        onChange(next);
      }, TYPING_MS);
    },
  };
}
