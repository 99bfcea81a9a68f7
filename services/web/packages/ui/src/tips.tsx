/**
 * Tooltips for the whole page, one layer for all: an element with `data-tip` shows its text on hover and on focus.
 *
 * A list of two hundred rows carries two hundred attributes instead of two hundred components.
 */
import { useEffect, useState } from "react";
import classes from "./tips.module.css";

const DELAY_MS = 400;

interface Shown {
  text: string;
  /** From the left edge of the window, or from the right one where that is nearer. */
  edge: { left: number } | { right: number };
  top: number;
  above: boolean;
}

/** For an element whose text or label does not say it yet; readers hear it as the description. */
export function tip(text: string): { "data-tip": string; "aria-description": string } {
  return { "data-tip": text, "aria-description": text };
}

/** For an icon button: its name, shown. */
export function named(label: string): { "data-tip": string; "aria-label": string } {
  return { "data-tip": label, "aria-label": label };
}

export function TipLayer() {
  const [shown, setShown] = useState<Shown | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const hide = () => {
      clearTimeout(timer);
      setShown(null);
    };
    const show = (event: Event, delay: number) => {
      const target = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-tip]") : null;
      hide();
      if (target === null) return;
      timer = setTimeout(() => setShown(place(target)), delay);
    };
    const over = (event: PointerEvent) => event.pointerType !== "touch" && show(event, DELAY_MS);
    const focus = (event: FocusEvent) => event.target instanceof Element && event.target.matches(":focus-visible") && show(event, 0);
    const key = (event: KeyboardEvent) => event.key === "Escape" && hide();
    document.addEventListener("pointerover", over);
    document.addEventListener("focusin", focus);
    document.addEventListener("focusout", hide);
    document.addEventListener("pointerdown", hide);
    document.addEventListener("keydown", key);
    document.addEventListener("scroll", hide, true);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("pointerover", over);
      document.removeEventListener("focusin", focus);
      document.removeEventListener("focusout", hide);
      document.removeEventListener("pointerdown", hide);
      document.removeEventListener("keydown", key);
      document.removeEventListener("scroll", hide, true);
    };
  }, []);
  if (shown === null) return null;
  return (
    <div className={classes.tip} data-above={shown.above || undefined} style={{ ...shown.edge, top: shown.top }} aria-hidden>
      {shown.text}
    </div>
  );
}

function place(target: HTMLElement): Shown | null {
  const text = target.dataset.tip ?? "";
  // What is open explains itself.
  if (text === "" || !target.isConnected || target.getAttribute("aria-expanded") === "true") return null;
  const { left, right, top, bottom } = target.getBoundingClientRect();
  const above = bottom + 60 > window.innerHeight;
  const nearRight = (left + right) / 2 > window.innerWidth / 2;
  const edge = nearRight ? { right: Math.max(8, window.innerWidth - right) } : { left: Math.max(8, left) };
  return { text, edge, top: above ? top - 6 : bottom + 6, above };
}
