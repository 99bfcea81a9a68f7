import type { JobEstimate } from "@hpc/api/cluster-wire.ts";
import { ApiProblem } from "@hpc/api/problem.ts";
import type { FieldProblem, JobPreview, JobTemplate, TemplateJob } from "@hpc/api/template-job-wire.ts";
import { useMutation, type UseMutationResult, type UseQueryResult } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { usePortal } from "../../../app/portal-context.ts";
import { isDecided } from "../attempt.ts";
import { newKey, useGoToJob } from "../../../parts/jobs/go-to-job.ts";
import { bodyOf, type ChosenFile, type FieldName, hasField, startOf, type TemplateDraft, type TemplateFields, worthKeeping, wrongIn } from "./draft.ts";
import { rememberValues, storeDraft, storedValues } from "./draft-store.ts";
import { usePreview } from "./use-preview.ts";
import { type Slots, useSlots } from "./use-slots.ts";

/** Why a field is marked: something that the form sees, or what the server says. */
export type Mark = "wrong" | "missing" | "underWay" | FieldProblem;

export interface TemplateJobForm {
  fields: TemplateFields;
  slots: Slots;
  set: (change: Partial<TemplateFields>) => void;
  setValue: (key: string, text: string) => void;
  setFile: (key: string, file: ChosenFile | null) => void;
  markOf: (field: FieldName) => Mark | undefined;
  /** How many fields are marked. */
  marked: number;
  /** What the server says of things that have no field here. */
  elsewhere: readonly FieldProblem[];
  undecided: boolean;
  preview: UseQueryResult<JobPreview>;
  submitting: UseMutationResult<unknown, unknown, TemplateDraft>;
  /** Whether there was nothing to keep it back. */
  submit: () => boolean;
  estimating: UseMutationResult<JobEstimate, unknown, TemplateJob>;
  estimate: () => void;
  reset: () => void;
}

export interface TemplateOf {
  id: string;
  digest: string;
  template: JobTemplate;
}

export function useTemplateJob({ id, digest, template }: TemplateOf, first: TemplateDraft): TemplateJobForm {
  const { api, user } = usePortal();
  const goToJob = useGoToJob();
  const [draft, setDraft] = useState(first);
  const [tried, setTried] = useState(false);
  const { pending } = draft;
  const slots = useSlots(draft.fields.files);
  const fields = { ...draft.fields, files: slots.files };
  const body = bodyOf(id, digest, template, fields);
  const arrived = (key: string) => slots.of(key)?.state === "arrived";
  const preview = usePreview(previewOf(body, arrived));

  function keep(next: TemplateDraft): void {
    setDraft(next);
    storeDraft(user.username, id, next);
  }

  // What the server calls an upload is known a moment after it began, and must outlive the page.
  const known = JSON.stringify(slots.files);
  useEffect(() => {
    const files = JSON.parse(known) as TemplateFields["files"];
    if (known !== JSON.stringify(draft.fields.files)) storeDraft(user.username, id, { ...draft, fields: { ...draft.fields, files } });
  }, [known, draft, user.username, id]);

  const estimating = useMutation({ mutationFn: (asked: TemplateJob) => api.cluster.estimate(asked) });
  const submitting = useMutation({
    mutationFn: async (sent: TemplateDraft) => {
      const attempt = sent.pending ?? { key: newKey(), body };
      // Before it is sent: also who reloads the page meanwhile asks for the same job.
      keep({ ...sent, pending: attempt });
      return api.cluster.submit(attempt.body, attempt.key);
    },
    onSuccess: async (made) => {
      rememberValues(user.username, id, worthKeeping(template, fields));
      storeDraft(user.username, id, null);
      await goToJob(made.id);
    },
    onError: (error, sent) => {
      if (isDecided(error)) keep({ ...sent, pending: null });
    },
  });

  const local = wrongIn(template, fields, arrived);
  const said = [...problemsOf(submitting.error), ...problemsOf(estimating.error), ...toldOf(preview.data)];

  function markOf(field: FieldName): Mark | undefined {
    if (local.wrong.has(field)) return "wrong";
    if (tried && local.missing.has(field)) return "missing";
    if (tried && local.underWay.has(field)) return "underWay";
    return said.find((problem) => problem.field === field);
  }

  function change(next: Partial<TemplateFields>): void {
    keep({ fields: { ...fields, ...next }, pending: null });
    // What was said of another draft is no longer true.
    if (!estimating.isIdle) estimating.reset();
    if (!submitting.isIdle) submitting.reset();
  }

  function submit(): boolean {
    setTried(true);
    const sound = pending !== null || local.wrong.size + local.missing.size + local.underWay.size === 0;
    if (sound) submitting.mutate(pending === null ? { fields, pending } : draft);
    return sound;
  }

  const marks = new Set([...local.wrong, ...(tried ? [...local.missing, ...local.underWay] : []), ...said.map(({ field }) => field)]);
  return {
    fields,
    slots,
    set: change,
    setValue: (key, text) => change({ values: { ...fields.values, [key]: text } }),
    setFile(key, file) {
      const others = Object.entries(fields.files).filter(([each]) => each !== key);
      change({ files: Object.fromEntries(file === null ? others : [...others, [key, file]]) });
    },
    markOf,
    marked: marks.size,
    elsewhere: [...new Map(said.filter(({ field }) => !hasField(template, fields, field)).map((problem) => [`${problem.field} ${problem.code}`, problem])).values()],
    undecided: pending !== null && !submitting.isPending,
    preview,
    submitting,
    submit,
    estimating,
    estimate: () => estimating.mutate(body),
    reset() {
      storeDraft(user.username, id, null);
      setDraft({ fields: startOf(template, storedValues(user.username, id)), pending: null });
      setTried(false);
      estimating.reset();
      submitting.reset();
    },
  };
}

/** Files count once they are there. */
function previewOf(body: TemplateJob, arrived: (key: string) => boolean): TemplateJob {
  return { ...body, inputs: Object.fromEntries(Object.entries(body.inputs ?? {}).filter(([key]) => arrived(key))) };
}

function problemsOf(error: unknown): readonly FieldProblem[] {
  return error instanceof ApiProblem ? error.problems : [];
}

/** What is not there yet is no news to somebody who has not come to it. */
function toldOf(preview: JobPreview | undefined): readonly FieldProblem[] {
  return (preview?.problems ?? []).filter(({ code }) => code !== "missing" && code !== "image_missing");
}
