import type { JobView } from "@hpc/api/cluster-wire.ts";
import { useQuery } from "@tanstack/react-query";
import { usePortal } from "../../../../app/portal-context.ts";
import { groupOf } from "../../../../parts/jobs/job-states.ts";
import { MadePanel } from "./made-panel.tsx";
import { filesQuery, submissionQuery } from "./queries.ts";
import { ResultsPanel } from "./results-panel.tsx";

/** What the job was made of, and what came of it; nothing where that cannot be told. */
export default function Made({ id, job }: { id: number; job: JobView["job"] }) {
  const { api } = usePortal();
  const ended = groupOf(job.state) === "ended";
  const submission = useQuery(submissionQuery(api, id)).data;
  const files = useQuery(filesQuery(api, id, ended));
  if (submission === undefined) return null;
  return (
    <>
      <ResultsPanel id={id} files={files.data} error={files.error} ended={ended} waiting={groupOf(job.state) === "waiting"} />
      <MadePanel submission={submission} files={files.data?.files ?? []} mine={job.mine === true} />
    </>
  );
}
