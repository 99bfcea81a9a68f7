import type { ClusterFigures, ClusterView } from "@hpc/api/cluster-wire.ts";
import type { PortalApi } from "@hpc/api/portal-api.ts";
import { ApiProblem } from "@hpc/api/problem.ts";
import { onLanguage } from "@hpc/ui/i18n/i18n.ts";
import { queryOptions, useQuery, useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { usePortal } from "../../app/portal-context.ts";
import { useChannel } from "./use-channel.ts";
import { CHECK_MS, type LiveState, useLiveState } from "./use-live-state.ts";
import { usePaced } from "./use-paced.ts";

/** Where events keep numbers back, they are asked for this often while the cluster changes. */
const PARTIAL_MS = 10_000;

export const clusterKey = ["cluster"] as const;

export const clusterQuery = (api: PortalApi, pollMs: number) =>
  queryOptions({ queryKey: clusterKey, queryFn: ({ signal }) => api.cluster.show(signal), refetchInterval: pollMs, retry: 1 });

/** The cluster as a whole, kept live. Everybody who asks gets the same. */
export function useCluster(): UseQueryResult<ClusterView> {
  const { api } = usePortal();
  const { pollMs } = useLiveState();
  return useQuery(clusterQuery(api, pollMs));
}

/** Brings what `metrics` tells into it; once in the frame is enough. */
export function useClusterEvents(): void {
  const queries = useQueryClient();
  // Reasons come in words of the language that is on.
  useEffect(() => onLanguage(() => void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === "cluster" || queryKey[0] === "jobs" })), [queries]);
  // What the event has not for everybody: who asks, why jobs wait, and of a private cluster more. Each event puts the query's own
  // next time off, so it is asked here.
  const isPartial = useRef(false);
  const rest = usePaced(
    () => void queries.refetchQueries({ queryKey: clusterKey }, { cancelRefetch: false }),
    () => (isPartial.current ? PARTIAL_MS : CHECK_MS),
  );
  // What is private, or not known, is null there and stays as it was told to this person.
  useChannel<{ [Name in keyof ClusterFigures]: ClusterFigures[Name] | null }>("metrics", "cluster", {
    event(figures) {
      queries.setQueryData<ClusterView>(clusterKey, (view) => view && { ...view, ...withoutNull(figures) });
      isPartial.current = Object.values(figures).includes(null);
      rest.ask();
    },
    reload: rest.now,
  });
}

function withoutNull<T extends object>(values: T): Partial<{ [Name in keyof T]: NonNullable<T[Name]> }> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)) as Partial<{ [Name in keyof T]: NonNullable<T[Name]> }>;
}

/** `none`: no cluster is set up here. `away`: Slurm does not answer; `gone`: the portal does not. */
export type PulseState = "checking" | "good" | "polling" | "old" | "away" | "gone" | "none";

export interface ClusterPulse {
  state: PulseState;
  /** Undefined until it was asked once. */
  cluster: ClusterView | undefined;
  simulated: boolean;
}

export function useClusterPulse(): ClusterPulse {
  const { data: cluster, error } = useCluster();
  const live = useLiveState();
  return { state: pulseOf(cluster, error, live), cluster, simulated: cluster?.simulated === true };
}

export function pulseOf(cluster: Pick<ClusterView, "stale" | "daemons"> | undefined, error: unknown, { interrupted }: Pick<LiveState, "interrupted">): PulseState {
  if (error instanceof ApiProblem && error.code === "slurm_not_configured") return "none";
  if (error instanceof ApiProblem && error.code === "slurm_starting") return "checking";
  if (error !== null) return error instanceof ApiProblem && error.code.startsWith("slurm_") ? "away" : "gone";
  if (cluster === undefined) return "checking";
  if (cluster.daemons.some(({ role, up }) => role === "primary" && !up) && cluster.stale) return "away";
  if (cluster.stale) return "old";
  return interrupted ? "polling" : "good";
}
