/** j and k walk the rows, x selects. One row at a time is in the tab order. */
import { useShortcut } from "@hpc/ui/keyboard/shortcuts.ts";
import { type RefObject, useState } from "react";
import { useTranslation } from "react-i18next";

interface RowKeysOptions {
  count: number;
  container: RefObject<HTMLElement | null>;
  scrollTo: (index: number) => void;
  toggle: (index: number) => void;
}

interface RowKeys {
  tabIndex: (index: number) => 0 | -1;
  setActive: (index: number) => void;
}

export function useRowKeys({ count, container, scrollTo, toggle }: RowKeysOptions): RowKeys {
  const { t } = useTranslation("uploads");
  const [active, setActive] = useState(0);
  const current = Math.min(active, count - 1);

  function move(step: number) {
    const inside = container.current?.contains(document.activeElement) === true;
    const next = inside ? Math.max(0, Math.min(count - 1, current + step)) : current;
    setActive(next);
    scrollTo(next);
    // The row may have to be drawn first.
    requestAnimationFrame(() => container.current?.querySelector<HTMLElement>(`[data-row="${next}"]`)?.focus());
  }

  const group = t("group");
  useShortcut({ keys: "j", label: t("keys.down"), group }, () => move(1));
  useShortcut({ keys: "k", label: t("keys.up"), group }, () => move(-1));
  useShortcut({ keys: "x", label: t("keys.select"), group }, () => toggle(current));
  return { tabIndex: (index) => (index === current ? 0 : -1), setActive };
}
