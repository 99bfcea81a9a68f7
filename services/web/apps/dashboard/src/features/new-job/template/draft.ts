/** A job of a template that is being put together: what the form holds, and what the server is sent. */
import type { JobTemplate, TemplateJob } from "@hpc/api/template-job-wire.ts";
import { inputsOf, wrongFile } from "./files.ts";
import { fits, givenBy, isSame } from "./values.ts";

/** A file for one input. */
export interface ChosenFile {
  name: string;
  bytes: number;
  /** Null before the server knows it. */
  uploadId: string | null;
  /** On its way in this tab; says nothing after a reload. */
  transferId: string | null;
}

export interface TemplateFields {
  /** Of the job; "" is the template's. */
  name: string;
  /** An id; "" leaves it to the template. */
  image: string;
  /** Of the image; "" is what the template runs. */
  command: string;
  /** By the keys of the rules, as they were typed. */
  values: Record<string, string>;
  /** By the keys of the inputs. */
  files: Record<string, ChosenFile>;
  /** The script, once somebody has written in it. */
  script: string | null;
  hold: boolean;
}

/** What was sent, until it is known what came of it: the same request with the same key never makes a second job. */
export interface PendingJob {
  key: string;
  body: TemplateJob;
}

export interface TemplateDraft {
  fields: TemplateFields;
  pending: PendingJob | null;
}

/** As the template is, with the values that were last used. */
export function startOf(template: JobTemplate, values: Readonly<Record<string, string>> = {}): TemplateFields {
  const entries = template.rules.map((rule) => {
    const kept = values[rule.key];
    return [rule.key, kept !== undefined && fits(rule, kept) ? kept : givenBy(template, rule)] as const;
  });
  return { name: "", image: "", command: "", values: Object.fromEntries(entries), files: {}, script: null, hold: false };
}

/** A draft of an earlier version of the template, as far as it still means something. */
export function adapted(template: JobTemplate, fields: TemplateFields): TemplateFields {
  const start = startOf(template);
  const keys = new Set(inputsOf(template).map(({ file_key }) => file_key));
  const values = Object.fromEntries(Object.keys(start.values).map((key) => [key, fields.values[key] ?? start.values[key] ?? ""]));
  const files = Object.fromEntries(Object.entries(fields.files).filter(([key]) => keys.has(key)));
  return { ...fields, values, files };
}

/** Names of fields as the server has them: `name`, `image_id`, `inputs.mesh`, `overrides.time`, `script`. */
export type FieldName = string;

/** What is wrong as far as it can be seen here; `missing` is what is not there yet. */
export function wrongIn(template: JobTemplate, fields: TemplateFields, arrived: (key: string) => boolean): { wrong: Set<FieldName>; missing: Set<FieldName>; underWay: Set<FieldName> } {
  const wrong = new Set<FieldName>();
  const missing = new Set<FieldName>();
  const underWay = new Set<FieldName>();
  if (!isJobName(fields.name)) wrong.add("name");
  for (const rule of template.rules) if (!fits(rule, fields.values[rule.key] ?? "")) wrong.add(`overrides.${rule.key}`);
  for (const input of inputsOf(template)) {
    const file = fields.files[input.file_key];
    const field = `inputs.${input.file_key}`;
    if (file === undefined) {
      if (template.files.required.includes(input)) missing.add(field);
    } else if (wrongFile(input, file.name, file.bytes) !== undefined) wrong.add(field);
    else if (!arrived(input.file_key)) underWay.add(field);
  }
  if (fields.script !== null && !fields.script.startsWith("#!")) wrong.add("script");
  return { wrong, missing, underWay };
}

/** Whether the form has a field of this name. */
export function hasField(template: JobTemplate, { script }: TemplateFields, field: FieldName): boolean {
  if (field === "script") return script !== null;
  return (
    ["name", "image_id", "command"].includes(field) ||
    template.rules.some(({ key }) => field === `overrides.${key}`) ||
    inputsOf(template).some(({ file_key }) => field === `inputs.${file_key}`)
  );
}

/** "" is the template's. */
function isJobName(name: string): boolean {
  return Array.from(name).length <= 200 && !/[\p{Cc}\u2028\u2029]/u.test(name);
}

/** What the server is sent: only what differs from the template. */
export function bodyOf(id: string, digest: string, template: JobTemplate, fields: TemplateFields): TemplateJob {
  const overrides: Record<string, string> = {};
  for (const rule of template.rules) {
    const text = (fields.values[rule.key] ?? "").trim();
    if (text !== "" && !isSame(rule, text, givenBy(template, rule))) overrides[rule.key] = text;
  }
  const inputs = Object.entries(fields.files).flatMap(([key, { uploadId }]) => (uploadId === null ? [] : [[key, uploadId] as const]));
  return {
    template_id: id,
    template_digest: digest,
    ...(fields.name.trim() === "" ? {} : { name: fields.name.trim() }),
    ...(fields.image === "" ? {} : { image_id: fields.image }),
    ...(fields.command === "" ? {} : { command: { template_id: fields.command } }),
    inputs: Object.fromEntries(inputs),
    overrides,
    // Lines of a script that was pasted from elsewhere may end otherwise.
    ...(fields.script === null ? {} : { script: fields.script.replaceAll(/\r\n?/g, "\n") }),
    ...(fields.hold ? { hold: true } : {}),
  };
}

/** What is remembered of a template: the values that are not its own. */
export function worthKeeping(template: JobTemplate, { values }: TemplateFields): Record<string, string> {
  return bodyOf("", "", template, { ...startOf(template), values }).overrides ?? {};
}
