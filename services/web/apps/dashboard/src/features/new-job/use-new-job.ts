import type { JobEstimate } from "@hpc/api/cluster-wire.ts";
import { notify } from "@hpc/ui/notices.tsx";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { useMutation, useQueryClient, type UseMutationResult } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { usePortal } from "../../app/portal-context.ts";
import { bodyOf, type Draft, type Field, type Fields, isDecided, refusedField, wrongIn } from "./draft.ts";
import { rememberSubmitted, storeDraft } from "./draft-store.ts";

/** A slow slurmctld is not waited for longer than this. */
const TRIES = 10;
const TRY_MS = 500;

export interface NewJob {
  fields: Fields;
  set: (field: Field, value: string) => void;
  /** To be marked: what is wrong, once somebody tried to go on. */
  wrong: ReadonlySet<Field>;
  /** Something was sent and nobody knows what came of it: nothing else can be written before that is known. */
  undecided: boolean;
  submitting: UseMutationResult<unknown, unknown, Draft>;
  submit: () => void;
  estimating: UseMutationResult<JobEstimate, unknown, Fields>;
  estimate: () => void;
  /** Begins anew. */
  reset: () => void;
}

export function useNewJob(first: Draft, fresh: Fields): NewJob {
  const { t } = useTranslation("newJob");
  const { api, user } = usePortal();
  const queries = useQueryClient();
  const navigate = useNavigate();
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
      notify("good", t("submitted", { id }));
      void queries.invalidateQueries({ queryKey: ["jobs"] }, { cancelRefetch: false });
      // The portal asks Slurm for it first; the page of a job that nobody knows yet would say so.
      const shown = { queryKey: ["jobs", "show", id], queryFn: () => api.cluster.job(id), retry: TRIES, retryDelay: TRY_MS };
      await queries.query(shown).catch(() => undefined);
      await navigate({ to: "/jobs/$id", params: { id } });
    },
    onError: (error, sent) => {
      if (isDecided(error)) keep({ fields: sent.fields, pending: null });
    },
  });

  function ifSound(go: () => void): void {
    setTried(true);
    if (wrongIn(fields).size === 0) go();
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
    submit: () => (pending === null ? ifSound(() => submitting.mutate(draft)) : submitting.mutate(draft)),
    estimating,
    estimate: () => ifSound(() => estimating.mutate(fields)),
    reset() {
      storeDraft(user.username, null);
      setDraft({ fields: fresh, pending: null });
      setTried(false);
      estimating.reset();
      submitting.reset();
    },
  };
}

/** `crypto.randomUUID` is missing on pages served without TLS, where the portal works too. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
