/** The dictionary of Slurm's words, in the page's language. */
import type { Explained, Words } from "@hpc/api/nodes-wire.ts";
import type { PortalApi } from "@hpc/api/portal-api.ts";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../app/portal-context.ts";

export const wordsQuery = (api: PortalApi, language: string) =>
  queryOptions({ queryKey: ["words", language], queryFn: ({ signal }) => api.cluster.read<Words>("/api/v2/words", {}, signal), staleTime: Infinity });

export type Section = "states" | "reasons" | "node_states" | "node_flags" | "limits";

/** What a word means; undefined while it is not known, or never is. */
export function useWord(): (section: Section, word: string) => Explained | undefined {
  const { api } = usePortal();
  const { language } = useTranslation("words");
  const { data } = useQuery(wordsQuery(api, language));
  return (section, word) => data?.[section][word];
}
