/** Sets up i18next once for an app. Only the language that is on is loaded; the other one when somebody chooses it. */
import { createInstance, type i18n } from "i18next";
import { initReactI18next } from "react-i18next";
import type { TextNamespaces } from "./namespaces.ts";

declare module "i18next" {
  interface CustomTypeOptions {
    resources: TextNamespaces;
    defaultNS: "ui";
  }
}

export type Language = "en" | "ko";

/** Where texts are, by language: areas and their texts, each in a file of its own. */
export type TextFiles = Record<Language, () => Promise<{ texts: Record<string, object> }>>;

const STORED_AS = "hpc-portal-language";

const files: TextFiles[] = [];
let started: i18n | undefined;

export async function startTexts(first: TextFiles): Promise<i18n> {
  const language = chosenLanguage();
  const { texts } = await first[language]();
  files.push(first);
  const instance = createInstance();
  started = instance;
  void instance.use(initReactI18next).init({
    resources: { [language]: texts },
    lng: language,
    defaultNS: "ui",
    // React escapes; texts are never put into the page as HTML.
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  return instance;
}

/** Texts of a page, which come with its code. */
export async function addTexts(more: TextFiles): Promise<void> {
  if (!files.includes(more)) files.push(more);
  await bring(more, chosenLanguage());
}

async function bring(file: TextFiles, language: Language): Promise<void> {
  const { texts } = await file[language]();
  for (const [area, tree] of Object.entries(texts)) started?.addResourceBundle(language, area, tree);
}

/** The one chosen before, else the browser's. The script before the first paint has decided it already. */
export function chosenLanguage(): Language {
  return document.documentElement.lang === "ko" ? "ko" : "en";
}

export async function chooseLanguage(instance: i18n, language: Language): Promise<void> {
  await Promise.all(files.map((file) => bring(file, language)));
  document.documentElement.lang = language;
  try {
    localStorage.setItem(STORED_AS, language);
  } catch {
    // Not kept then; it holds for this visit.
  }
  await instance.changeLanguage(language);
}
