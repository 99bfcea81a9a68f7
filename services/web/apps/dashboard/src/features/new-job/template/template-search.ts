/** Templates to choose from, of which there may be more than a list holds. */
import type { PortalApi } from "@hpc/api/portal-api.ts";
import type { TemplateRow, TemplateRowList } from "@hpc/api/template-job-wire.ts";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { nameOf } from "./template-rows.ts";

const MOST_TEMPLATES = 1000;

/** Those that have all these words; of the private ones of a list that is too long those of the person are there, whatever comes before them. */
export const templateRowsQuery = (api: PortalApi, q: string) =>
  queryOptions({
    queryKey: ["templates", "choices", q],
    queryFn: async ({ signal }) => {
      const asked = { limit: MOST_TEMPLATES, ...(q === "" ? {} : { q }) };
      const first = await api.cluster.read<TemplateRowList>("/api/v2/templates", asked, signal);
      const whole = first.next_cursor === null;
      const own = whole ? [] : (await api.cluster.read<TemplateRowList>("/api/v2/templates", { ...asked, source: "private" }, signal)).templates;
      return { whole, templates: together(first.templates, own) };
    },
    placeholderData: keepPreviousData,
  });

/** Without those that come twice. */
export function together(rows: readonly TemplateRow[], more: readonly TemplateRow[]): TemplateRow[] {
  return [...new Map([...rows, ...more].map((row) => [row.template_id, row])).values()];
}

/** Every word that was typed is somewhere in it; as the server searches. */
export function hasAll(row: TemplateRow, text: string): boolean {
  const { name, description, tags = [] } = row.template;
  const said = [row.template_id, name, nameOf(row), row.category, description, ...tags].join(" ").toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => said.includes(word));
}
