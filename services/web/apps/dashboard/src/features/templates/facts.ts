/** What a template's file says, as far as it says it: files may be half finished, and a section may be anything. */
import type { TemplateDocument } from "@hpc/api/templates-wire.ts";

type Tree = Readonly<Record<string, unknown>>;

/** A map of the file, or nothing. */
function tree(value: unknown): Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Tree) : {};
}

function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

/** As one would write it; "" for what is no single value. */
function text(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

const texts = (value: unknown) => items(value).map(text).filter((each) => each !== "");

export function nameOf({ template, template_id }: TemplateDocument): string {
  return text(tree(template).display_name) || template_id;
}

export function descriptionOf({ template }: TemplateDocument): string {
  return text(tree(template).description).trim();
}

/** Whether a text means more as Markdown than as it stands. Of plain ones the library that draws it need not be fetched. */
export function isMarkdown(text: string): boolean {
  return /[*_`~<>\\&[\]]|^\s*(#|[-+] |\d+[.)] |={3}|-{3})|https?:/m.test(text) || /\n\s*\n/.test(text);
}

/** The same in a line or two, without the marks of Markdown. */
export function summaryOf(template: TemplateDocument): string {
  return descriptionOf(template)
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replaceAll(/^[ \t]*(#{1,6}|[-*+>]|\d+\.)[ \t]+/gm, "")
    .replaceAll(/[*_]{2,}|`+|(?<!\w)[*_]|[*_](?!\w)/g, "");
}

export function tagsOf({ template }: TemplateDocument): string[] {
  return [...new Set(texts(tree(template).tags))];
}

export function versionOf({ template }: TemplateDocument): string {
  return text(tree(template).version);
}

/** What a job asks for, in this order. */
export const RESOURCES = ["partition", "nodes", "ntasks", "cpus_per_task", "mem", "time", "gres", "gpus", "constraint", "qos", "account"] as const;
export type Resource = (typeof RESOURCES)[number];

export function isResource(key: string): key is Resource {
  return RESOURCES.some((each) => each === key);
}

export function resourcesOf({ slurm }: TemplateDocument): { key: Resource; value: string }[] {
  const section = tree(slurm);
  return RESOURCES.map((key) => ({ key, value: text(section[key] ?? (key === "mem" ? section.memory : undefined)) })).filter(({ value }) => value !== "");
}

export interface InputFact {
  name: string;
  key: string;
  required: boolean;
  description: string;
  /** As the file says: `10MB`. */
  maxSize: string;
  /** Endings of names and kinds of content that are taken; empty when any is. */
  kinds: string[];
}

export function inputsOf({ files }: TemplateDocument): InputFact[] {
  const schema = tree(tree(files).input_schema);
  const read = (list: unknown, required: boolean) => items(list).map((item) => inputOf(tree(item), required));
  return [...read(schema.required, true), ...read(schema.optional, false)];
}

function inputOf(input: Tree, required: boolean): InputFact {
  const rules = tree(input.validation);
  const key = text(input.file_key);
  return {
    name: text(input.name) || key,
    key,
    required,
    description: text(input.description).trim(),
    maxSize: text(input.max_size) || text(rules.max_size),
    kinds: [...texts(rules.extensions), ...texts(rules.mime_types)],
  };
}

export function outputsOf({ files }: TemplateDocument): string[] {
  const pattern = tree(files).output_pattern;
  return typeof pattern === "string" ? [pattern] : texts(pattern);
}

export interface ImageFact {
  mode: "fixed" | "specific" | "partition" | "any";
  names: string[];
  suggested: string;
  partition: string;
  required: boolean;
}

const MODES = ["fixed", "specific", "partition", "any"] as const;

/** Null when the section is not what it must be. */
export function imageOf({ apptainer_normalized }: TemplateDocument): ImageFact | null {
  const rule = tree(apptainer_normalized);
  const mode = MODES.find((each) => each === rule.mode);
  if (mode === undefined) return null;
  return {
    mode,
    names: mode === "fixed" ? texts([rule.image_name]) : texts(rule.allowed_images),
    suggested: text(rule.default_image),
    partition: text(rule.partition),
    required: mode === "fixed" || rule.required === true,
  };
}

export function bindsOf({ apptainer_normalized }: TemplateDocument): string[] {
  return texts(tree(apptainer_normalized).bind);
}

export function variablesOf({ apptainer_normalized }: TemplateDocument): { name: string; value: string }[] {
  return Object.entries(tree(tree(apptainer_normalized).env)).map(([name, value]) => ({ name, value: text(value) }));
}

export const STEPS = ["pre_exec", "main_exec", "post_exec"] as const;

export function stepsOf({ script }: TemplateDocument): { step: (typeof STEPS)[number]; text: string }[] {
  const section = tree(script);
  return STEPS.map((step) => ({ step, text: text(section[step]).trimEnd() })).filter((each) => each.text.trim() !== "");
}

export interface ChangeFact {
  /** Of `slurm`, or `env.<NAME>`. */
  key: string;
  /** In the language asked for, if the file has it; else in the other one. */
  label: string;
  help: string;
  min: string;
  max: string;
  choices: string[];
  isSwitch: boolean;
}

/** What a person may change for one job. Without the section that is time and memory. */
export function changesOf({ overrides }: TemplateDocument, language: "en" | "ko"): ChangeFact[] {
  const rules = overrides === undefined || overrides === null ? { time: null, mem: null } : tree(overrides);
  return Object.entries(rules).map(([written, value]) => {
    const rule = tree(value);
    return {
      key: written === "memory" ? "mem" : written,
      label: wordsIn(rule.label, language),
      help: wordsIn(rule.help, language),
      min: text(rule.min),
      max: text(rule.max),
      choices: texts(rule.choices),
      isSwitch: rule.type === "bool",
    };
  });
}

function wordsIn(value: unknown, language: "en" | "ko"): string {
  const words = tree(value);
  return text(value) || text(words[language]) || text(words[language === "en" ? "ko" : "en"]);
}

/** The kind of source, and of private ones whose. */
export function sourceOf({ source }: { source: string }): { kind: "official" | "community" | "private"; of: string } {
  if (source === "official" || source === "community") return { kind: source, of: "" };
  return { kind: "private", of: source.replace(/^private:?/, "") };
}
