import type { JobAction, JobRow } from "@hpc/api/cluster-wire.ts";
import { notify } from "@hpc/ui/notices.tsx";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../app/portal-context.ts";
import { jobsKey } from "./queries.ts";

/** Slurm takes so many in one request. */
const AT_ONCE = 500;

/** Does something to jobs and says what came of it, each refusal once in Slurm's words. Fails when nothing could be asked. */
export function useAct(): (action: JobAction, rows: readonly Pick<JobRow, "id" | "job_id">[]) => Promise<void> {
  const { t } = useTranslation("jobs");
  const { api } = usePortal();
  const queries = useQueryClient();
  return async (action, rows) => {
    const ids = rows.map(({ job_id }) => String(job_id));
    let done = 0;
    const refusals = new Map<string, number>();
    for (let from = 0; from < ids.length; from += AT_ONCE) {
      const { results } = await api.cluster.act(action, ids.slice(from, from + AT_ONCE));
      for (const { ok, error } of results) {
        if (ok) done += 1;
        else refusals.set(error ?? "", (refusals.get(error ?? "") ?? 0) + 1);
      }
    }
    const one = rows.length === 1 ? rows[0]?.id : undefined;
    if (done > 0) notify("good", one === undefined ? t(`done.${action}`, { count: done }) : t(`doneOne.${action}`, { id: one }));
    for (const [reason, count] of refusals) notify("bad", t("refused", { count, reason }));
    // The event brings it within a second; without live updates this does.
    void queries.invalidateQueries({ queryKey: jobsKey }, { cancelRefetch: false });
  };
}
