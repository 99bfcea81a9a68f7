import type { TemplatesChanged } from "@hpc/api/templates-wire.ts";
import { useQueryClient } from "@tanstack/react-query";
import { useChannel } from "../../parts/live/use-channel.ts";
import { usePaced } from "../../parts/live/use-paced.ts";
import { templatesKey } from "./queries.ts";

/** Somebody who writes many files at once makes many events. */
const AT_MOST_EVERY_MS = 1000;

/** Fetches what is shown of templates whenever one of them may have changed. */
export function useLiveTemplates(): void {
  const queries = useQueryClient();
  const paced = usePaced(
    () => void queries.invalidateQueries({ queryKey: templatesKey }),
    () => AT_MOST_EVERY_MS,
  );
  useChannel<TemplatesChanged>("templates", "templates_changed", { event: () => paced.ask(), reload: () => paced.ask() });
  useChannel("templates", "templates_status", { event: () => paced.ask(), reload: () => undefined });
}
