/** All shortcuts that hold right now; one listener serves them, and the help lists them. */
import { useEffect, useEffectEvent, useSyncExternalStore } from "react";
import { isInDialog, isWriting, nameOf, SEQUENCE_MS } from "./keys.ts";

export interface Shortcut {
  keys: string;
  label: string;
  group: string;
}

interface Entry extends Shortcut {
  run: (event: KeyboardEvent) => void;
}

const STORED_AS = "hpc-portal-single-keys";
const listeners = new Set<() => void>();
let entries: readonly Entry[] = [];
let singleKeys = readSingleKeys();
let pressed = "";
let pressedAt = 0;

function publish(): void {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function onKeyDown(event: KeyboardEvent): void {
  const name = nameOf(event);
  if (name === null || event.defaultPrevented) return;
  const plain = !name.startsWith("mod+");
  if (plain && (isWriting(event.target) || !singleKeys || isInDialog(event.target))) return;
  const sequence = event.timeStamp - pressedAt < SEQUENCE_MS && pressed !== "" ? `${pressed} ${name}` : name;
  const entry = find(sequence) ?? find(name);
  pressed = entry === undefined ? name : "";
  pressedAt = event.timeStamp;
  if (entry === undefined) return;
  event.preventDefault();
  entry.run(event);
}

/** The newest wins, as the innermost view registers last. */
function find(keys: string): Entry | undefined {
  return entries.findLast((entry) => entry.keys === keys);
}

/** Holds a shortcut while the component is there. */
export function useShortcut(shortcut: Shortcut, run: (event: KeyboardEvent) => void): void {
  const { keys, label, group } = shortcut;
  const current = useEffectEvent(run);
  useEffect(() => {
    const entry: Entry = { keys, label, group, run: (event) => current(event) };
    if (entries.length === 0) document.addEventListener("keydown", onKeyDown);
    entries = [...entries, entry];
    publish();
    return () => {
      entries = entries.filter((each) => each !== entry);
      if (entries.length === 0) document.removeEventListener("keydown", onKeyDown);
      publish();
    };
  }, [keys, label, group]);
}

export function useShortcuts(): readonly Shortcut[] {
  return useSyncExternalStore(subscribe, () => entries);
}

/** Single keys can be turned off: speech input and stray presses trigger them otherwise (WCAG 2.1.4). */
export function useSingleKeys(): [boolean, (on: boolean) => void] {
  return [useSyncExternalStore(subscribe, () => singleKeys), setSingleKeys];
}

function setSingleKeys(on: boolean): void {
  singleKeys = on;
  try {
    localStorage.setItem(STORED_AS, on ? "on" : "off");
  } catch {
    // It holds for this visit.
  }
  publish();
}

function readSingleKeys(): boolean {
  try {
    return localStorage.getItem(STORED_AS) !== "off";
  } catch {
    return true;
  }
}
