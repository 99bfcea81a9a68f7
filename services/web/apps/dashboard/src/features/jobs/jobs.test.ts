import type { JobList, JobView } from "@hpc/api/cluster-wire.ts";
import { MockPortal } from "@hpc/mock-api/mock-portal.ts";
import { mockJob } from "@hpc/mock-api/jobs.ts";
import { createPortalApi } from "@hpc/api/portal-api.ts";
import { QueryClient } from "@tanstack/react-query";
import { describe, expect, it } from "vitest";
import { lossOf, mayDo } from "./job-actions.ts";
import { fetchMore, jobsQuery, joined, listKey, notBefore } from "./queries.ts";

const NOW = Date.parse("2026-11-22T10:00:00Z");
const running = { ...mockJob(4000, 0), state: "RUNNING", user: "kim", cpus: 64, start_at: "2026-11-22T08:00:00Z", end_at: null };
const waiting = { ...mockJob(4001, 0), state: "PENDING", user: "kim", reason: "Priority", priority: 5, task_count: 3, start_at: null, end_at: null };
const held = { ...waiting, reason: "JobHeldUser", priority: 0 };
const kim = { username: "kim", permissions: ["dashboard"] };

describe("what may be done to a job", () => {
  it("depends on its state, and on whose it is", () => {
    expect(mayDo("cancel", running, kim)).toBe(true);
    expect(mayDo("hold", running, kim)).toBe(false);
    expect(mayDo("hold", waiting, kim)).toBe(true);
    expect(mayDo("hold", held, kim)).toBe(false);
    expect(mayDo("release", held, kim)).toBe(true);
    expect(mayDo("requeue", running, kim)).toBe(true);
    expect(mayDo("cancel", { ...running, user: "lee" }, kim)).toBe(false);
    expect(mayDo("cancel", { ...running, user: "lee" }, { username: "root", permissions: ["admin"] })).toBe(true);
  });

  it("is told with what it costs", () => {
    expect(lossOf([running, waiting], NOW)).toEqual({ running: 1, waiting: 3, cpuSeconds: 2 * 3600 * 64 });
  });
});

describe("a long list", () => {
  async function signedIn(count: number) {
    const portal = new MockPortal();
    portal.jobs.seed(count);
    const api = createPortalApi(portal.browser(), "http://portal.test");
    await api.session.signIn("kim", "kim");
    return { portal, api, queries: new QueryClient() };
  }

  it("grows by what follows, and is as long when it is fetched anew", async () => {
    const { api, queries } = await signedIn(150);
    const first = await queries.query(jobsQuery(api, queries, {}, 1000));
    expect(first.items).toHaveLength(60);
    await Promise.all([fetchMore(api, queries, {}), fetchMore(api, queries, {})]);
    expect(queries.getQueryData<JobList>(listKey({}))?.items).toHaveLength(120);
    await queries.refetchQueries({ queryKey: listKey({}) });
    expect((await queries.query({ ...jobsQuery(api, queries, {}, 1000), staleTime: 0 })).items).toHaveLength(120);
  });

  it("shows a job once that moved between two answers", () => {
    const list = { items: [waiting], total: 2, next_cursor: "1" } as unknown as JobList;
    const next = { items: [{ ...waiting, priority: 9 }, running], total: 2, next_cursor: null } as unknown as JobList;
    expect(joined(list, next).items.map(({ job_id }) => job_id)).toEqual([4001, 4000]);
  });

  it("of one's own is not somebody else's to end", async () => {
    const { api, portal } = await signedIn(20);
    const [foreign] = (await api.cluster.jobs({ user: "lee", state: "active", limit: 1 })).items;
    const [mine] = (await api.cluster.jobs({ user: "me", state: "active", limit: 1 })).items;
    const { results } = await api.cluster.act("cancel", [String(foreign?.job_id), String(mine?.job_id)]);
    expect(results.map(({ ok, code }) => [ok, code])).toEqual([[false, "not_your_job"], [true, null]]);
    expect(portal.jobs.rows.get(mine?.job_id ?? 0)?.state).toBe("CANCELLED");
  });
});

it("an answer that was on its way while an event came leaves the row as the event told it", () => {
  const view = (version: number, state: string) => ({ job: { ...waiting, state }, may: [], version, as_of: `t${version}`, stale: false }) as unknown as JobView;
  const said = ({ job, version, as_of }: JobView) => [job.state, version, as_of];
  expect(said(notBefore(view(8, "RUNNING"), view(7, "PENDING")))).toEqual(["RUNNING", 8, "t8"]);
  expect(said(notBefore(view(7, "PENDING"), view(8, "RUNNING")))).toEqual(["RUNNING", 8, "t8"]);
  expect(said(notBefore(undefined, view(7, "PENDING")))).toEqual(["PENDING", 7, "t7"]);
});
