/** Shapes of jobs that are made from templates. What a template says, and images, are objects to the description. */

import type { components } from "./schema.gen.d.ts";

/** A text in the portal's two languages. */
export interface Words {
  ko: string | null;
  en: string | null;
}

/** As lists of templates show one. */
export interface TemplateRow {
  template_id: string;
  category: string;
  /** `official`, `community` or `private:<user>`. */
  source: string;
  /** Its version. */
  digest: string;
  usable: boolean;
  template: { name?: string; display_name?: string; description?: string; version?: string; tags?: readonly string[] };
}

export interface TemplateRowList {
  templates: TemplateRow[];
  total: number;
  next_cursor: string | null;
}

export interface TemplateShown extends TemplateRow {
  /** The file; null when it cannot be told now. */
  yaml: string | null;
}

/** What a template's file means. */
export interface TemplateMeaning {
  usable: boolean;
  problems: { message: string; severity: string }[];
  template: JobTemplate | null;
}

export interface JobTemplate {
  metadata: { id: string; name: string; display_name: string; description: string; version: string };
  slurm: TemplateResources;
  apptainer: { image: ImageRule; env: [name: string, value: string][] };
  files: { required: TemplateInput[]; optional: TemplateInput[]; outputs: string[] };
  script: { pre_exec: string | null; main_exec: string | null; post_exec: string | null };
  rules: Rule[];
}

export interface TemplateResources {
  partition: string;
  nodes: number;
  ntasks: number;
  time: string;
  cpus_per_task: number | null;
  memory: string;
  gres: string | null;
  constraint: string | null;
  qos: string | null;
  account: string | null;
  gpus: string | null;
}

export type ImageRule = { fixed: string } | { chosen: ImageSelection };

export interface ImageSelection {
  mode: "partition" | "specific" | "any";
  partition: string | null;
  allowed_images: string[];
  default_image: string | null;
  required: boolean;
}

export interface TemplateInput {
  name: string;
  file_key: string;
  description: string;
  kind: string;
  /** Bytes. */
  max_size: number | null;
  /** With their dot, in lower case; none: any will do. */
  extensions: string[];
}

/** One value that may be changed, and to what. */
export interface Rule {
  /** A key of the section slurm, or `env.<NAME>`. */
  key: string;
  type: "time" | "memory" | "count" | "word" | "text" | "int" | "number" | "bool";
  min?: string | number | null;
  max?: string | number | null;
  max_length?: number;
  /** Only these, when there are any. */
  choices: string[];
  label: Words;
  help: Words;
}

export interface ImageCommand {
  template_id: string;
  display_name?: string;
  description?: string;
}

export interface ImageRow {
  id: string;
  name: string;
  partition: string;
  version: string;
  description: string;
  /** The id that an operator wrote beside it. */
  given_id: string | null;
  command_templates: ImageCommand[];
}

export interface ImageRowList {
  images: ImageRow[];
  total: number;
  next_cursor: string | null;
}

/** A job of a template, as it is asked for. */
export interface TemplateJob {
  template_id: string;
  template_digest?: string;
  image_id?: string;
  /** Finished uploads by the keys of the inputs. */
  inputs?: Record<string, string>;
  overrides?: Record<string, string>;
  name?: string;
  command?: { template_id: string };
  /** The script of a preview, edited. */
  script?: string;
  hold?: boolean;
}

export const PART_KINDS = ["options", "environment", "inputs", "before", "main", "after"] as const;
export type PartKind = (typeof PART_KINDS)[number];

/** Lines of a script, counted from 1, both included. */
export interface ScriptPart {
  kind: PartKind;
  first_line: number;
  last_line: number;
}

/** What a job uses when it runs until its limit. */
export interface JobUsage {
  nodes: number;
  /** Of each node; null when it takes all that they have. */
  memory_gib: number | null;
  time_hours: number;
  node_hours: number;
  /** Of all nodes; null as above. */
  gib_hours: number | null;
}

/** What that costs at the site's prices. */
export interface JobCost {
  /** As ISO 4217 writes it. */
  currency: string;
  total: number;
  /** Null for what has no price. */
  nodes: number | null;
  memory: number | null;
}

/** One thing that is wrong, for a form to show beside its field: `inputs.mesh`, `overrides.time`, `image_id`, `name`… */
export interface FieldProblem {
  field: string;
  /** A {@link FieldProblemCode}, or one that a newer server knows. */
  code: string;
  /** English. */
  message: string;
  /** What the message names. */
  params?: Record<string, string>;
}

export type FieldProblemCode = components["schemas"]["WrongCode"];

export interface JobPreview {
  /** Null while none can be written. */
  script: string | null;
  parts: ScriptPart[];
  usage: JobUsage;
  /** Null where the site has no prices. */
  cost: JobCost | null;
  problems: FieldProblem[];
  /** In which the job would run, and its path on the nodes; null for none. */
  image: { id: string; name: string; path: string } | null;
  /** Stands in the script where the job's folder will; what is edited keeps it. */
  folder_pattern: string;
}

/** A job that a template made. */
export interface Submission {
  id: number;
  job_id: number;
  name: string;
  user: string;
  template: { id: string; name: string; version: string; digest: string };
  image: { id: string; name: string; digest: string } | null;
  /** Of the image; null for the template's own. */
  command: string | null;
  inputs: SubmittedInput[];
  /** What was changed of the template. */
  overrides: Record<string, unknown>;
  /** Where the job works. */
  folder: string;
  script: string;
  /** Whether the person had written in the script. */
  edited: boolean;
}

export interface SubmittedInput {
  file_key: string;
  name: string;
  bytes: number;
  /** Null when it came with an older client's request: nobody has it any more. */
  upload_id: string | null;
  /** Of what the job was given; null where nobody reckoned it. */
  sha256?: string | null;
}

export interface SubmissionFile {
  /** Below the job's folder. */
  path: string;
  kind: "log" | "output" | "input" | "script" | "other";
  bytes: number;
  modified_at: string;
}

export interface SubmissionFileList {
  files: SubmissionFile[];
  /** There are more than these. */
  more: boolean;
}
