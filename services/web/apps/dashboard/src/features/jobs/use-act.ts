import type { JobAction, JobRow, Outcomes } from "@hpc/api/cluster-wire.ts";
import { notify } from "@hpc/ui/notices.tsx";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../app/portal-context.ts";
import { useActingWords } from "../../parts/acting/use-acting-words.ts";
import { jobsKey } from "./queries.ts";

/** Slurm takes so many in one request. */
const AT_ONCE = 500;

type Act = (action: JobAction, rows: readonly Pick<JobRow, "id">[]) => Promise<void>;

interface Acting {
  /** Does something to jobs and says what came of it, each refusal once. Fails when nothing could be asked. */
  act: Act;
  /** The same where no dialog is open that could show a failure: it is said in the corner. */
  actAtOnce: Act;
}

export function useAct(): Acting {
  const { t } = useTranslation("jobs");
  const { api } = usePortal();
  const words = useActingWords();
  const queries = useQueryClient();

  async function act(...[action, rows]: Parameters<Act>): Promise<void> {
    // As Slurm shows them: the number of an array that waits would also mean its tasks that run.
    const ids = rows.map(({ id }) => id);
    const answers: Outcomes[] = [];
    try {
      for (let from = 0; from < ids.length; from += AT_ONCE) answers.push(await api.cluster.act(action, ids.slice(from, from + AT_ONCE)));
    } finally {
      // Also what came of the first ones when the rest could not be asked for.
      const done = answers.reduce((sum, answer) => sum + answer.done, 0);
      const one = rows.length === 1 ? rows[0]?.id : undefined;
      if (done > 0) notify("good", one === undefined ? t(`done.${action}`, { count: done }) : t(`doneOne.${action}`, { id: one }));
      words.tellRefusals(answers);
      // The event brings it within a second; without live updates this does.
      void queries.invalidateQueries({ queryKey: jobsKey }, { cancelRefetch: false });
    }
  }

  const actAtOnce: Act = (action, rows) => act(action, rows).catch((error: unknown) => notify("bad", words.sentence(error)));
  return { act, actAtOnce };
}
