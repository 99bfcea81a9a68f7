import type { JobEstimate } from "@hpc/api/cluster-wire.ts";
import { useMutation, type UseMutationResult } from "@tanstack/react-query";
import { useState } from "react";
import { usePortal } from "../../app/portal-context.ts";
import { isDecided } from "./attempt.ts";
import { bodyOf, type Draft, type Field, type Fields, refusedField, wrongIn } from "./draft.ts";
import { rememberSubmitted, storeDraft } from "./draft-store.ts";
import { newKey, useGoToJob } from "../../parts/jobs/go-to-job.ts";

export interface NewJob {
  fields: Fields;
  set: (field: Field, value: string) => void;
  /** To be marked: what is wrong, once somebody tried to go on. */
  wrong: ReadonlySet<Field>;
  /** Something was sent and nobody knows what came of it: nothing else can be written before that is known. */
  undecided: boolean;
  submitting: UseMutationResult<unknown, unknown, Draft>;
  /** Whether there was nothing to keep it back. */
  submit: () => boolean;
  estimating: UseMutationResult<JobEstimate, unknown, Fields>;
  estimate: () => void;
  /** Begins anew. */
  reset: () => void;
}

export function useNewJob(first: Draft, fresh: Fields): NewJob {
  const { api, user } = usePortal();
  const goToJob = useGoToJob();
  const [draft, setDraft] = useState(first);
  const [tried, setTried] = useState(false);
  const { fields, pending } = draft;

  function keep(next: Draft): void {
    setDraft(next);
    storeDraft(user.username, next);
  }

  const estimating = useMutation({ mutationFn: (asked: Fields) => api.cluster.estimate(bodyOf(asked)) });
  const submitting = useMutation({
    mutationFn: async (sent: Draft) => {
      const { key, body } = sent.pending ?? { key: newKey(), body: bodyOf(sent.fields) };
      // Before it is sent: also who reloads the page meanwhile asks for the same job.
      keep({ fields: sent.fields, pending: { key, body } });
      return api.cluster.submit(body, key);
    },
    onSuccess: async ({ id }, sent) => {
      rememberSubmitted(user.username, id, sent.fields);
      storeDraft(user.username, null);
      await goToJob(id);
    },
    onError: (error, sent) => {
      if (isDecided(error)) keep({ fields: sent.fields, pending: null });
    },
  });

  /** Whether it is, or marks what is not. */
  function isSound(): boolean {
    setTried(true);
    return wrongIn(fields).size === 0;
  }

  const wrong = new Set(tried ? wrongIn(fields) : []);
  for (const error of [submitting.error, estimating.error]) {
    const refused = refusedField(error);
    if (refused !== undefined) wrong.add(refused);
  }
  return {
    fields,
    set(field, value) {
      keep({ fields: { ...fields, [field]: value }, pending: null });
      // What was said of another draft is no longer true.
      if (!estimating.isIdle) estimating.reset();
      if (!submitting.isIdle) submitting.reset();
    },
    wrong,
    undecided: pending !== null && !submitting.isPending,
    submitting,
    submit() {
      const sound = pending !== null || isSound();
      if (sound) submitting.mutate(draft);
      return sound;
    },
    estimating,
    estimate() {
      if (isSound()) estimating.mutate(fields);
    },
    reset() {
      storeDraft(user.username, null);
      setDraft({ fields: fresh, pending: null });
      setTried(false);
      estimating.reset();
      submitting.reset();
    },
  };
}
