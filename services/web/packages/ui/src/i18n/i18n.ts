/** The texts of an app. Only the language that is on is loaded; the other one when somebody chooses it. */
import { useSyncExternalStore } from "react";
import type { TextNamespaces } from "./namespaces.ts";
import { textOf, type Values } from "./text-of.ts";

export type Language = "en" | "ko";

/** Where texts are, by language: areas and their texts, each in a file of its own. */
export type TextFiles = Record<Language, () => Promise<{ texts: Record<string, object> }>>;

type Area = keyof TextNamespaces;
/** Without the ending that says for how many it is: the count decides that. */
type Singular<Key extends string> = Key extends `${infer Name}_${"zero" | "one" | "other"}` ? Name : Key;
type KeysOf<Tree> = { [Key in keyof Tree & string]: Tree[Key] extends string ? Singular<Key> : `${Key}.${KeysOf<Tree[Key]>}` }[keyof Tree & string];

/** Says a text of an area, its `{{placeholders}}` filled in. */
export type Translate<Name extends Area> = (key: KeysOf<TextNamespaces[Name]>, values?: Values) => string;

interface Speech<Name extends Area> {
  t: Translate<Name>;
  language: Language;
}

const STORED_AS = "hpc-portal-language";

const files: TextFiles[] = [];
const listeners = new Set<() => void>();
const trees = { en: new Map<string, object>(), ko: new Map<string, object>() };
/** One for each area and language, so that what depends on it is not made anew. */
let speeches = new Map<string, Speech<never>>();
let current: Language = "en";

export async function startTexts(first: TextFiles): Promise<void> {
  current = chosenLanguage();
  files.push(first);
  await bring(first, current);
}

/** Texts of a page, which come with its code. */
export async function addTexts(more: TextFiles): Promise<void> {
  if (!files.includes(more)) files.push(more);
  await bring(more, current);
}

async function bring(file: TextFiles, language: Language): Promise<void> {
  const { texts } = await file[language]();
  // An area may come in several files.
  for (const [area, tree] of Object.entries(texts)) trees[language].set(area, { ...trees[language].get(area), ...tree });
}

/** The one chosen before, else the browser's. The script before the first paint has decided it already. */
export function chosenLanguage(): Language {
  return document.documentElement.lang === "ko" ? "ko" : "en";
}

export async function chooseLanguage(language: Language): Promise<void> {
  await Promise.all(files.map((file) => bring(file, language)));
  document.documentElement.lang = language;
  try {
    localStorage.setItem(STORED_AS, language);
  } catch {
    // Not kept then; it holds for this visit.
  }
  current = language;
  speeches = new Map();
  for (const listener of listeners) listener();
}

/** Tells when another language is on. */
export function onLanguage(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Speaks the language that is on, from the texts of one area. */
export function useTranslation<Name extends Area>(area: Name): Speech<Name> {
  return useSyncExternalStore(onLanguage, () => speechOf(area));
}

function speechOf<Name extends Area>(area: Name): Speech<Name> {
  const known = speeches.get(area) as unknown as Speech<Name> | undefined;
  if (known !== undefined) return known;
  const language = current;
  const speech: Speech<Name> = { language, t: (key, values) => textOf(trees[language].get(area), key, language, values) };
  speeches.set(area, speech as unknown as Speech<never>);
  return speech;
}
