/** Drafts and the values that were last used, for each template, as this browser remembers them. */
import type { ChosenFile, TemplateDraft, TemplateFields } from "./draft.ts";

/** Of so many templates. */
const REMEMBERED = 30;

const draftKey = (username: string, template: string) => `hpc-portal-template-job:${username}:${template}`;
const valuesKey = (username: string) => `hpc-portal-template-values:${username}`;

export function storedDraft(username: string, template: string): TemplateDraft | undefined {
  const value = read(draftKey(username, template));
  return isDraft(value) ? value : undefined;
}

export function storeDraft(username: string, template: string, draft: TemplateDraft | null): void {
  write(draftKey(username, template), draft);
}

/** What was last used; nothing when nothing was. */
export function storedValues(username: string, template: string): Record<string, string> {
  return kept(username).find(([id]) => id === template)?.[1] ?? {};
}

export function rememberValues(username: string, template: string, values: Record<string, string>): void {
  const others = kept(username).filter(([id]) => id !== template);
  const all = Object.keys(values).length === 0 ? others : [[template, values] as const, ...others];
  write(valuesKey(username), all.slice(0, REMEMBERED));
}

type Kept = readonly [template: string, values: Record<string, string>];

function kept(username: string): Kept[] {
  const value = read(valuesKey(username));
  return Array.isArray(value) ? value.filter((each): each is Kept => Array.isArray(each) && typeof each[0] === "string" && isTexts(each[1])) : [];
}

export function isDraft(value: unknown): value is TemplateDraft {
  if (!isRecord(value) || !isFields(value.fields)) return false;
  const { pending } = value;
  return pending === null || (isRecord(pending) && typeof pending.key === "string" && isRecord(pending.body));
}

function isFields(value: unknown): value is TemplateFields {
  if (!isRecord(value)) return false;
  const { name, image, command, values, files, script, hold } = value;
  const texts = [name, image, command].every((text) => typeof text === "string");
  const isScript = script === null || typeof script === "string";
  return texts && isTexts(values) && isRecord(files) && Object.values(files).every(isFile) && isScript && typeof hold === "boolean";
}

function isFile(value: unknown): value is ChosenFile {
  if (!isRecord(value)) return false;
  const { name, bytes, uploadId, transferId } = value;
  return typeof name === "string" && typeof bytes === "number" && [uploadId, transferId].every((id) => id === null || typeof id === "string");
}

function isTexts(value: unknown): value is Record<string, string> {
  return isRecord(value) && Object.values(value).every((text) => typeof text === "string");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function read(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return undefined;
  }
}

function write(key: string, value: unknown): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // It holds for this visit.
  }
}
