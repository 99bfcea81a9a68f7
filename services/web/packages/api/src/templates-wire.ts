/** The shapes of the template routes (docs/API.md, "Job templates"). */

import type { components } from "./schema.gen.d.ts";

/** A template: what its file says, whatever that is, and beside it what the portal knows. */
export interface TemplateDocument {
  template_id: string;
  category: string;
  /** `official`, `community` or `private:<user>`. */
  source: string;
  /** Below the folder of templates. */
  file_path: string;
  file_size?: number;
  last_modified?: string;
  /** SHA-256 of the file: its version. */
  digest: string;
  /** Who put it there; null when an operator did. */
  owner: string | null;
  /** Whether a job can be made of it. */
  usable: boolean;
  may_change: boolean;
  may_delete: boolean;
  // The file's sections: as somebody wrote them.
  template?: unknown;
  slurm?: unknown;
  apptainer?: unknown;
  apptainer_normalized?: unknown;
  files?: unknown;
  script?: unknown;
  overrides?: unknown;
}

export interface TemplateView extends TemplateDocument {
  problems: FileProblem[];
  yaml: string | null;
}

export interface FileProblem {
  file: string;
  /** From 1. */
  line: number;
  /** From 1, in characters. */
  column: number;
  /** Such as `slurm.nodes`; empty for the file as a whole. */
  path: string;
  /** An error keeps jobs from being made of it, a fatal one keeps it from being listed. */
  severity: "warning" | "error" | "fatal";
  /** English. */
  message: string;
  /** English; perhaps empty. */
  expected: string;
  /** A {@link FindingCode}, or one that a newer server knows; none of what an older server noted. */
  code?: string;
  /** What the message names. */
  params?: Record<string, unknown>;
  /** What was expected: a {@link WantedCode}, and what its words name. */
  wanted?: { code: string; params?: Record<string, unknown> } | null;
}

export type FindingCode = components["schemas"]["ProblemView"]["code"];
export type WantedCode = components["schemas"]["WantedView"]["code"];

export interface TemplateQuery {
  category?: string | undefined;
  source?: string | undefined;
  /** Comma list; one of them is enough. */
  tags?: string | undefined;
  q?: string | undefined;
  limit?: number | undefined;
  cursor?: string | undefined;
}

export interface TemplateList {
  templates: TemplateDocument[];
  /** Rows on all pages. */
  total: number;
  next_cursor: string | null;
}

export interface TemplateCategory {
  name: string;
  count: number;
}

/** A file of which no job can be made. */
export interface BrokenFile {
  file_path: string;
  template_id: string | null;
  source: string;
  listed: boolean;
  problems: FileProblem[];
}

export interface ArchivedTemplate {
  number: number;
  template_id: string;
  display_name: string;
  category: string;
  source: string;
  archived_as: string;
  /** Where it was. */
  file_path: string;
}

export interface TemplateWritten {
  template_id: string;
  file_path: string;
  digest: string;
  problems: FileProblem[];
}

export interface TemplateCheck {
  listed: boolean;
  usable: boolean;
  problems: FileProblem[];
  /** The whole of it, when a job can be made of it. */
  template: unknown;
}

export interface TemplateVersion {
  digest: string;
  size: number;
  made_at: string;
  /** Null when somebody wrote into the folder. */
  made_by: string | null;
  /** `create`, `change`, `import`, `restore` or `folder`. */
  how: string;
  current: boolean;
}

export interface DiffHunk {
  /** From 1. */
  old_start: number;
  new_start: number;
  lines: { change: "removed" | "added" | "same"; text: string }[];
}

export interface TemplateFolder {
  /** Then templates can be read and not changed. */
  away: boolean;
}

/** `templates_changed` on the channel `templates`. */
export interface TemplatesChanged {
  all: boolean;
  template_ids?: string[];
}
