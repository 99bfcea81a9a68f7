import type { Outcomes } from "@hpc/api/cluster-wire.ts";
import type { NodeAction } from "@hpc/api/nodes-wire.ts";
import { notify } from "@hpc/ui/notices.tsx";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../app/portal-context.ts";
import { useActingWords } from "../../parts/acting/use-acting-words.ts";
import { actOn, nodesKey } from "./queries.ts";

/** The server takes so many in one request. */
const AT_ONCE = 1000;

interface Acting {
  /** Does something to nodes and says what came of it, each refusal once. Fails when nothing could be asked. */
  act: (action: NodeAction, names: readonly string[], reason: string) => Promise<void>;
  /** Back into service, for which nobody is asked why; a failure is said in the corner. */
  resume: (names: readonly string[]) => Promise<void>;
}

export function useActOnNodes(): Acting {
  const { t } = useTranslation("nodes");
  const { api } = usePortal();
  const words = useActingWords();
  const queries = useQueryClient();

  const act: Acting["act"] = async (action, names, reason) => {
    const answers: Outcomes[] = [];
    try {
      for (let from = 0; from < names.length; from += AT_ONCE) answers.push(await actOn(api, action, names.slice(from, from + AT_ONCE), reason));
    } finally {
      // Also what came of the first ones when the rest could not be asked for.
      const done = answers.reduce((sum, answer) => sum + answer.done, 0);
      const one = names.length === 1 ? names[0] : undefined;
      if (done > 0) notify("good", one === undefined ? t(`done.${action}`, { count: done }) : t(`doneOne.${action}`, { name: one }));
      words.tellRefusals(answers);
      // The event brings it within a second; without live updates this does.
      void queries.invalidateQueries({ queryKey: nodesKey }, { cancelRefetch: false });
    }
  };

  const resume: Acting["resume"] = (names) => act("resume", names, "").catch((error: unknown) => notify("bad", words.sentence(error)));
  return { act, resume };
}
