import { useDebouncedValue } from "@mantine/hooks";
import type { TemplateCheck } from "@hpc/api/templates-wire.ts";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { usePortal } from "../../../app/portal-context.ts";

/** After the last letter; the server takes 300 questions a minute. */
const PAUSE_MS = 300;

export interface Checked {
  /** Of the text as it was a moment ago while `pending`. */
  check: TemplateCheck | undefined;
  pending: boolean;
  failed: boolean;
}

/** What the portal says of a text while it is written. */
export function useCheck(text: string): Checked {
  const { api } = usePortal();
  const [settled] = useDebouncedValue(text, PAUSE_MS);
  const found = useQuery({
    queryKey: ["template-check", settled],
    queryFn: ({ signal }) => api.templates.check(settled, signal),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 0,
  });
  return { check: found.data, pending: settled !== text || found.isPlaceholderData || found.isPending, failed: found.isError };
}
