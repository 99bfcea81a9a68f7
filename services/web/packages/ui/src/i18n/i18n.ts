/** Sets up i18next once for an app: its own texts beside the shared ones, English and Korean. */
import { createInstance, type i18n } from "i18next";
import { initReactI18next } from "react-i18next";
import type { TextNamespaces } from "./namespaces.ts";
import { en, ko } from "./texts.ts";

declare module "i18next" {
  interface CustomTypeOptions {
    resources: TextNamespaces;
    defaultNS: "ui";
  }
}

export type Language = "en" | "ko";
export type Texts = Record<string, object>;

const STORED_AS = "hpc-portal-language";

let started: i18n | undefined;

export function startTexts(texts: Record<Language, Texts>): i18n {
  const instance = createInstance();
  started = instance;
  void instance.use(initReactI18next).init({
    resources: { en: { ui: en, ...texts.en }, ko: { ui: ko, ...texts.ko } },
    lng: chosenLanguage(),
    fallbackLng: "en",
    defaultNS: "ui",
    // React escapes; texts are never put into the page as HTML.
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  return instance;
}

/** Texts of a page, which come with its code. */
export function addTexts(texts: Record<Language, Texts>): void {
  for (const [language, areas] of Object.entries(texts)) {
    for (const [area, tree] of Object.entries(areas)) started?.addResourceBundle(language, area, tree);
  }
}

/** The one chosen before, else the browser's. The script before the first paint has decided it already. */
export function chosenLanguage(): Language {
  return document.documentElement.lang === "ko" ? "ko" : "en";
}

export function chooseLanguage(instance: i18n, language: Language): void {
  document.documentElement.lang = language;
  try {
    localStorage.setItem(STORED_AS, language);
  } catch {
    // Not kept then; it holds for this visit.
  }
  void instance.changeLanguage(language);
}
