import type { TemplateRow } from "@hpc/api/template-job-wire.ts";

export function nameOf({ template, template_id }: TemplateRow): string {
  return template.display_name ?? template_id;
}
