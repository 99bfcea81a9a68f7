/** Takes picked files in: asks the server what they are, then starts them or asks the person first. */
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { usePortal } from "../../app/portal-context.ts";
import { limitsQuery, unfinishedQuery } from "../../parts/transfers/queries.ts";
import { type Candidate, flatten, type Intake, judgeFiles, type PickedFile } from "../../parts/transfers/intake.ts";
import { rememberedFiles } from "../../parts/transfers/remembered-files.ts";
import type { NewTransfer } from "../../parts/transfers/transfers.ts";
import { useTransfers } from "../../parts/transfers/transfers-context.ts";

/** More files than this are shown for review before they start. */
const REVIEW_ABOVE = 20;

export interface IntakeControl {
  /** What waits for the person's word. */
  review: Intake | null;
  busy: boolean;
  error: unknown;
  take(picked: readonly PickedFile[]): Promise<void>;
  start(candidates: readonly Candidate[], asNew: ReadonlySet<Candidate>): void;
  drop(): void;
}

export function useIntake(): IntakeControl {
  const { api, user } = usePortal();
  const queries = useQueryClient();
  const transfers = useTransfers();
  const [review, setReview] = useState<Intake | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const latest = useRef(0);

  function start(candidates: readonly Candidate[], asNew: ReadonlySet<Candidate>) {
    transfers.add(candidates.map((candidate) => newTransfer(candidate, asNew.has(candidate))));
    setReview(null);
  }

  async function take(picked: readonly PickedFile[]) {
    if (picked.length === 0) return;
    const turn = ++latest.current;
    setBusy(true);
    setError(null);
    try {
      const all = review === null ? picked : [...review.candidates.map(({ file, folder, handle }) => ({ file, folder, handle })), ...picked];
      const { names, shared } = flatten(all);
      const [limits, classified, unfinished, remembered] = await Promise.all([
        queries.query({ ...limitsQuery(api), staleTime: "static" }),
        api.uploads.classify(names),
        queries.query({ ...unfinishedQuery(api, user.username, true), staleTime: 5000 }),
        rememberedFiles(),
      ]);
      if (turn !== latest.current) return;
      const candidates = judgeFiles(all, names, { limits, classified, unfinished, remembered });
      if (needsReview(candidates, shared)) setReview({ candidates, shared });
      else start(candidates, new Set());
    } catch (problem) {
      setError(problem);
    } finally {
      if (turn === latest.current) setBusy(false);
    }
  }

  return { review, busy, error, take, start, drop: () => setReview(null) };
}

export function needsReview(candidates: readonly Candidate[], shared: readonly string[]): boolean {
  return shared.length > 0 || candidates.length > REVIEW_ABOVE || candidates.some(({ refusal, resume }) => refusal !== undefined || resume !== undefined);
}

function newTransfer({ file, filename, kind, handle, refusal, resume }: Candidate, asNew: boolean): NewTransfer {
  const uploadId = asNew || refusal !== undefined ? undefined : resume?.row.upload_id;
  return { file, filename: uploadId === undefined ? filename : (resume?.row.filename ?? filename), kind, handle, refusal, uploadId };
}
