/** A job of a template that was, to begin with. */
import type { JobTemplate, Submission } from "@hpc/api/template-job-wire.ts";
import { adapted, startOf, type TemplateFields } from "./draft.ts";

/** Nobody knows any more whether its script was written in: it is the template's again. */
export function fieldsOfSubmission(template: JobTemplate, { name, image, command, inputs, overrides }: Submission): TemplateFields {
  const start = startOf(template);
  const files = inputs.flatMap(({ file_key, name, bytes, upload_id }) => (upload_id === null ? [] : [[file_key, { name, bytes, uploadId: upload_id, transferId: null }] as const]));
  const values = Object.entries(overrides).map(([key, value]) => [key, String(value)] as const);
  return adapted(template, {
    ...start,
    name: name === template.metadata.name ? "" : name,
    // Of a template that leaves no choice it says nothing new.
    image: "fixed" in template.apptainer.image ? "" : (image?.id ?? ""),
    command: command ?? "",
    values: { ...start.values, ...Object.fromEntries(values) },
    files: Object.fromEntries(files),
  });
}
