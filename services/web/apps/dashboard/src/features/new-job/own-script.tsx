import { ApiProblem } from "@hpc/api/problem.ts";
import { LoadingFace } from "@hpc/ui/faces/loading-face.tsx";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { usePortal } from "../../app/portal-context.ts";
import { useActingWords } from "../../parts/acting/use-acting-words.ts";
import { ClusterProblem } from "../../parts/jobs/cluster-problem.tsx";
import { type Draft, fieldsOf, starter } from "./draft.ts";
import { fieldsSubmitted, storedDraft } from "./draft-store.ts";
import { JobForm } from "./job-form.tsx";
import type { NewJobSearch } from "./new-job-search.ts";
import { choicesQuery, formerQuery } from "./queries.ts";

/** A script and where it runs. */
export function OwnScript({ search: { from } }: { search: NewJobSearch }) {
  const { t } = useTranslation("newJob");
  const { api, user } = usePortal();
  const choices = useQuery(choicesQuery(api));
  const [stored] = useState(() => storedDraft(user.username));
  const fresh = starter(t("starter"));
  // What was sent and is not decided comes before anything new.
  const again = from !== undefined && (stored === undefined || stored.pending === null);
  if (isHopeless(choices.error)) return <ClusterProblem error={choices.error} onRetry={() => void choices.refetch()} />;
  return again ? <Again id={from} /> : <JobForm first={stored ?? { fields: fresh, pending: null }} fresh={fresh} />;
}

/** Nothing can be submitted here, or not by this person. While Slurm is merely away one may go on writing. */
function isHopeless(error: unknown): boolean {
  return error instanceof ApiProblem && (error.code === "slurm_not_configured" || error.status === 403);
}

/** Begins with what a job was, as far as it is known. */
function Again({ id }: { id: string }) {
  const { t } = useTranslation("newJob");
  const { api, user } = usePortal();
  const { sentence } = useActingWords();
  const former = useQuery(formerQuery(api, id));
  const fresh = starter(t("starter"));
  if (former.isPending) return <LoadingFace rows={8} />;
  if (former.data === undefined) {
    const first: Draft = { fields: fresh, pending: null };
    return <JobForm key="without" first={first} fresh={fresh} note={t("againUnknown", { id, why: sentence(former.error) })} />;
  }
  const { job } = former.data;
  const written = fieldsSubmitted(user.username, id, job.name);
  const first: Draft = { fields: written ?? fieldsOf(former.data, fresh), pending: null };
  const note = written === undefined ? t("againGuessed", { id: job.id }) : t("againWritten", { id: job.id });
  return <JobForm key="with" first={first} fresh={fresh} note={note} />;
}
