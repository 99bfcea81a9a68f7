import type { PortalApi } from "@hpc/api/portal-api.ts";
import type { Submission, SubmissionFileList } from "@hpc/api/template-job-wire.ts";
import { queryOptions } from "@tanstack/react-query";

/** A job writes when it likes; nobody tells of it. */
const FILES_POLL_MS = 10_000;
const LOG_POLL_MS = 3000;
/** The end of a log is what one wants to see. */
export const LOG_BYTES = 64 * 1024;

const submissionKey = (id: number) => ["submissions", "show", id] as const;

export const submissionQuery = (api: PortalApi, id: number) =>
  queryOptions({
    queryKey: submissionKey(id),
    queryFn: ({ signal }) => api.cluster.read<Submission>(`/api/v2/submissions/${id}`, {}, signal),
    staleTime: Infinity,
    retry: 1,
  });

/** `ended`: what a job left is asked for once more when it is over. */
export const filesQuery = (api: PortalApi, id: number, ended: boolean) =>
  queryOptions({
    queryKey: [...submissionKey(id), "files", ended],
    queryFn: ({ signal }) => api.cluster.read<SubmissionFileList>(`/api/v2/submissions/${id}/files`, {}, signal),
    refetchInterval: ended ? false : FILES_POLL_MS,
    retry: 1,
  });

export const logQuery = (api: PortalApi, id: number, path: string, ended: boolean) =>
  queryOptions({
    queryKey: [...submissionKey(id), "log", path, ended],
    queryFn: ({ signal }) => api.cluster.readEnd(fileUrl(id, path), LOG_BYTES, signal),
    refetchInterval: ended ? false : LOG_POLL_MS,
    retry: 1,
  });

/** A link that the browser itself follows, with the cookie. */
export function fileUrl(id: number, path: string): string {
  return `/api/v2/submissions/${id}/files/${path.split("/").map(encodeURIComponent).join("/")}`;
}
