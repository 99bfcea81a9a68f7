import { ApiProblem, Unreachable } from "@hpc/api/problem.ts";
import { expect, it } from "vitest";
import { pulseOf } from "./use-cluster.ts";

const up = [{ host: "head1", role: "primary", up: true }];
const live = { interrupted: false };
const problem = (code: string) => new ApiProblem(503, { code }, new Headers());

it.each([
  ["good", { stale: false, daemons: up }, null, live],
  ["polling", { stale: false, daemons: up }, null, { interrupted: true }],
  ["old", { stale: true, daemons: up }, null, live],
  ["away", { stale: true, daemons: [{ host: "head1", role: "primary", up: false }] }, null, live],
  ["gone", { stale: false, daemons: up }, new Unreachable("gone"), live],
  ["gone", undefined, problem("service_unavailable"), live],
  ["away", undefined, problem("slurm_unavailable"), live],
  ["checking", undefined, problem("slurm_starting"), live],
  ["checking", undefined, null, live],
  ["none", undefined, problem("slurm_not_configured"), live],
] as const)("the pulse is %s", (state, cluster, error, { interrupted }) => {
  expect(pulseOf(cluster === undefined ? undefined : { ...cluster, daemons: [...cluster.daemons] }, error, { interrupted })).toBe(state);
});
