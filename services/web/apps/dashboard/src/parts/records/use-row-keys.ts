/** j and k walk the rows, x selects. One row at a time is in the tab order. */
import { useShortcut } from "@hpc/ui/keyboard/shortcuts.ts";
import { type RefObject, useState } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";

interface RowKeysOptions {
  count: number;
  container: RefObject<HTMLElement | null>;
  /** Under which heading the help lists the keys. */
  group: string;
  /** Brings a row into view that may not be drawn yet. */
  scrollTo?: (index: number) => void;
}

interface RowKeys {
  tabIndex: (index: number) => 0 | -1;
  setActive: (index: number) => void;
  current: number;
}

export function useRowKeys({ count, container, group, scrollTo }: RowKeysOptions): RowKeys {
  const { t } = useTranslation("ui");
  const [active, setActive] = useState(0);
  const current = Math.min(active, count - 1);

  function move(step: number) {
    const inside = container.current?.contains(document.activeElement) === true;
    const next = inside ? Math.max(0, Math.min(count - 1, current + step)) : current;
    setActive(next);
    scrollTo?.(next);
    // The row may have to be drawn first.
    requestAnimationFrame(() => container.current?.querySelector<HTMLElement>(`[data-row="${next}"]`)?.focus());
  }

  useShortcut({ keys: "j", label: t("rows.down"), group }, () => move(1));
  useShortcut({ keys: "k", label: t("rows.up"), group }, () => move(-1));
  return { tabIndex: (index) => (index === current ? 0 : -1), setActive, current };
}
