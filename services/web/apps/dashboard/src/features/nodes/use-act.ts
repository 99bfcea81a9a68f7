import type { NodeAction } from "@hpc/api/nodes-wire.ts";
import { notify } from "@hpc/ui/notices.tsx";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../app/portal-context.ts";
import { actOn, nodesKey } from "./queries.ts";

/** The server takes so many in one request. */
const AT_ONCE = 1000;

/** Does something to nodes and says what came of it, each refusal once in Slurm's words. Fails when nothing could be asked. */
export function useActOnNodes(): (action: NodeAction, names: readonly string[], reason: string) => Promise<void> {
  const { t } = useTranslation("nodes");
  const { api } = usePortal();
  const queries = useQueryClient();
  return async (action, names, reason) => {
    let done = 0;
    const refusals = new Map<string, number>();
    for (let from = 0; from < names.length; from += AT_ONCE) {
      const { results } = await actOn(api, action, names.slice(from, from + AT_ONCE), reason);
      for (const { ok, error } of results) {
        if (ok) done += 1;
        else refusals.set(error ?? "", (refusals.get(error ?? "") ?? 0) + 1);
      }
    }
    const one = names.length === 1 ? names[0] : undefined;
    if (done > 0) notify("good", one === undefined ? t(`done.${action}`, { count: done }) : t(`doneOne.${action}`, { name: one }));
    for (const [said, count] of refusals) notify("bad", t("refused", { count, reason: said }));
    // The event brings it within a second; without live updates this does.
    void queries.invalidateQueries({ queryKey: nodesKey }, { cancelRefetch: false });
  };
}
