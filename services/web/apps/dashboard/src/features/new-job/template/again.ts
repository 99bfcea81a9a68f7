/** A job of a template that was, to begin with. */
import type { JobTemplate, Submission } from "@hpc/api/template-job-wire.ts";
import { imageAgain, scriptAgain } from "../../../parts/templates/again.ts";
import { adapted, startOf, type TemplateFields } from "./draft.ts";

/** `folderPattern`: what stands in scripts for the job's folder. */
export function fieldsOfSubmission(template: JobTemplate, submission: Submission, folderPattern: string): TemplateFields {
  const { name, command, inputs, overrides } = submission;
  const start = startOf(template);
  // A file without an upload stands there as one that is gone, to be chosen again.
  const files = inputs.map(({ file_key, name, bytes, upload_id }) => [file_key, { name, bytes, uploadId: upload_id, transferId: null }] as const);
  const values = Object.entries(overrides).map(([key, value]) => [key, String(value)] as const);
  return adapted(template, {
    ...start,
    name: name === template.metadata.name ? "" : name,
    image: imageAgain(template, submission) ?? "",
    command: command ?? "",
    values: { ...start.values, ...Object.fromEntries(values) },
    files: Object.fromEntries(files),
    script: scriptAgain(submission, folderPattern),
  });
}
