/** Reads key presses as shortcuts: "mod+k", "g u", "/", "?", "escape". */

/** Keys pressed within this time belong to one sequence. */
export const SEQUENCE_MS = 1200;

export interface KeyPress {
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/**
 * The name of one press, or null for a press that is part of no shortcut.
 *
 * With a Korean (or any other non-Latin) layout on, `key` of the G key is "ㅎ": the place of the key decides then.
 */
export function nameOf(press: KeyPress): string | null {
  if (press.altKey || ["Dead", "Process", "HangulMode"].includes(press.key)) return null;
  const latin = /^[\x20-\x7e]$/.test(press.key);
  const byPlace = /^Key([A-Z])$/.exec(press.code)?.[1]?.toLowerCase();
  const key = latin || byPlace === undefined ? press.key.toLowerCase() : byPlace;
  if (["control", "shift", "meta", "alt"].includes(key)) return null;
  return press.ctrlKey || press.metaKey ? `mod+${key}` : key;
}

/** Whether the person is writing: single keys are text then. */
export function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button", "submit", "file"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/** Whether it is in something that lies above the page. */
export function isInDialog(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role="dialog"], [role="menu"]') !== null;
}
