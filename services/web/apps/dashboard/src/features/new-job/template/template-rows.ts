import type { TemplateRow } from "@hpc/api/template-job-wire.ts";

export function nameOf({ template, template_id }: TemplateRow): string {
  return template.display_name ?? template_id;
}

/** Every word that was typed is somewhere in it. */
export function hasAll(row: TemplateRow, text: string): boolean {
  const { description = "", tags = [] } = row.template;
  const said = [row.template_id, nameOf(row), row.category, description, ...tags].join(" ").toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => said.includes(word));
}
