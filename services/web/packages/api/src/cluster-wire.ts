/** Names for the shapes of the cluster's routes and events. Sizes are in bytes, times RFC 3339 in UTC, durations in seconds. */
import type { components, paths } from "./schema.gen.d.ts";

type Schemas = components["schemas"];

/** How old what is told is, and whether that is older than it should be. */
export interface Aged {
  as_of: string;
  stale: boolean;
  /** Grows with every change; an event counts when its own is larger. */
  version: number;
}

export type JobRow = Schemas["JobRow"];
export type JobList = Schemas["JobPage"];
/** `submission_id`: of a job that a template made. */
export type JobView = Schemas["JobView"] & { submission_id?: number | null };
export type JobDetail = Schemas["JobDetailView"];
/** What may be done to a job. */
export type JobVerb = Schemas["JobVerb"];
export type JobAction = Exclude<JobVerb, "time_limit">;
export type ClusterView = Schemas["ClusterView"];
export type ClusterHistory = Schemas["ClusterHistory"];
export type HistoryRange = "1h" | "24h" | "7d" | "1y";

/** As in the description, but texts as the URL holds them. */
export type JobQuery = { [Name in keyof NonNullable<paths["/api/v2/jobs"]["get"]["parameters"]["query"]>]?: string | number | undefined };

/** What came of each of many that something was done to. */
export type Outcomes = Schemas["Outcomes"];
export type Outcome = Schemas["OneOutcome"];
export type JobDraft = Schemas["JobDraft"];
export type JobEstimate = Schemas["JobEstimate"];
export type JobMade = Schemas["JobMade"];

/** `cluster` on the channel `metrics`: what of the cluster holds for everybody. */
export type ClusterFigures = Pick<ClusterView, "as_of" | "stale" | "version" | "age_seconds" | "jobs" | "nodes" | "cpus" | "memory_bytes" | "gpus">;

/** `jobs_changed` on the channel `jobs`. */
export interface JobsChanged extends Aged {
  counts: Record<string, number>;
  /** Without `mine`. */
  changed?: JobRow[];
  /** Sorted; the first whole, then differences. */
  changed_ids?: number[];
  gone_ids?: number[];
  /** Too much to tell: fetch what is shown. */
  all?: boolean;
}
