/** The calls of the cluster's routes: jobs, and what is told of the whole. */
import type * as wire from "./cluster-wire.ts";
import type { JobPreview, TemplateJob } from "./template-job-wire.ts";
import { problemFrom } from "./problem.ts";

type Query = Record<string, string | number | undefined>;

/** Sends a request as who is signed in. */
export type Ask = (request: Request) => Promise<Response>;

export interface ClusterCalls {
  /** A read of any of the cluster's routes, by path. */
  read<T>(path: string, query?: object, signal?: AbortSignal): Promise<T>;
  send<T>(method: "POST" | "PATCH", path: string, body: object): Promise<T>;
  /** The last bytes of a file, as text. */
  readEnd(path: string, bytes: number, signal?: AbortSignal): Promise<string>;
  show(signal?: AbortSignal): Promise<wire.ClusterView>;
  history(range: wire.HistoryRange, signal?: AbortSignal): Promise<wire.ClusterHistory>;
  jobs(query: wire.JobQuery, signal?: AbortSignal): Promise<wire.JobList>;
  job(id: string, signal?: AbortSignal): Promise<wire.JobView>;
  /** `ids` as Slurm shows them: `1234_[3-9]` is what of an array still waits, and not what of it runs. */
  act(action: wire.JobAction, ids: string[]): Promise<wire.Outcomes>;
  setTimeLimit(id: string, time_limit_seconds: number): Promise<void>;
  /** With the same key there is one job at most, however often it is asked for. */
  submit(draft: wire.JobDraft | TemplateJob, key: string): Promise<wire.JobMade>;
  /** When it would start; nothing is submitted. */
  estimate(draft: wire.JobDraft | TemplateJob): Promise<wire.JobEstimate>;
  /** The script that a job of a template would have, and what is wrong with it so far. */
  preview(job: TemplateJob, signal?: AbortSignal): Promise<JobPreview>;
}

export function clusterCalls(ask: Ask, origin: string): ClusterCalls {
  async function answered<T>(request: Request): Promise<T> {
    const response = await ask(request);
    if (!response.ok) throw await problemFrom(response);
    return (await response.json()) as T;
  }
  const read = <T>(path: string, query: object = {}, signal?: AbortSignal) =>
    answered<T>(new Request(origin + path + queryText(query as Query), signal === undefined ? {} : { signal }));
  const send = <T>(method: "POST" | "PATCH", path: string, body: object, headers: Record<string, string> = {}, signal?: AbortSignal) =>
    answered<T>(
      new Request(origin + path, { method, body: JSON.stringify(body), headers: { "Content-Type": "application/json", ...headers }, ...(signal === undefined ? {} : { signal }) }),
    );
  return {
    read,
    send,
    async readEnd(path, bytes, signal) {
      const response = await ask(new Request(origin + path, { headers: { Range: `bytes=-${bytes}` }, ...(signal === undefined ? {} : { signal }) }));
      // Of an empty file no part can be had.
      if (response.status === 416) return "";
      if (!response.ok) throw await problemFrom(response);
      return response.text();
    },
    show: (signal) => read("/api/v2/cluster", {}, signal),
    history: (range, signal) => read("/api/v2/cluster/history", { range }, signal),
    jobs: (query, signal) => read("/api/v2/jobs", query, signal),
    job: (id, signal) => read(`/api/v2/jobs/${encodeURIComponent(id)}`, {}, signal),
    act: (action, ids) => send("POST", "/api/v2/jobs/actions", { action, ids }),
    async setTimeLimit(id, time_limit_seconds) {
      await send("PATCH", `/api/v2/jobs/${encodeURIComponent(id)}`, { time_limit_seconds });
    },
    submit: (draft, key) => send("POST", "/api/v2/jobs", draft, { "Idempotency-Key": key }),
    preview: (job, signal) => send("POST", "/api/v2/jobs/preview", job, {}, signal),
    estimate: (draft) => send("POST", "/api/v2/jobs/test", draft),
  };
}

/** `?a=1&b=2`, commas as they are; what is undefined or "" is left out. */
export function queryText(query: Query): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== "") params.set(name, String(value));
  }
  const text = params.toString().replaceAll("%2C", ",");
  return text === "" ? "" : `?${text}`;
}

/** A link that the browser itself follows, with the cookie: the whole filter as a file. */
export function jobsCsvUrl(query: wire.JobQuery): string {
  return `/api/v2/jobs.csv${queryText({ ...query, limit: undefined, cursor: undefined })}`;
}
