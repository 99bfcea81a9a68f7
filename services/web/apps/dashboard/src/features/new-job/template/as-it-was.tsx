import type { Submission } from "@hpc/api/template-job-wire.ts";
import { fieldsOfSubmission } from "./again.ts";
import { Begun, type BegunProps } from "./begun.tsx";

/** The form as a job of the template had it. */
export default function AsItWas({ former, ...begun }: Omit<BegunProps, "again"> & { former: Submission }) {
  return <Begun {...begun} again={{ job: former.job_id, fields: fieldsOfSubmission(begun.of.template, former) }} />;
}
