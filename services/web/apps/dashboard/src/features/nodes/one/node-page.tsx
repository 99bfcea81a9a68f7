import { Button, Title } from "@mantine/core";
import type { NodeView } from "@hpc/api/nodes-wire.ts";
import { ApiProblem } from "@hpc/api/problem.ts";
import { EmptyFace } from "@hpc/ui/faces/empty-face.tsx";
import { LoadingFace } from "@hpc/ui/faces/loading-face.tsx";
import { StaleNote } from "@hpc/ui/faces/stale-note.tsx";
import { TimeAgo } from "@hpc/ui/time-ago.tsx";
import { IconAlertTriangle, IconArrowLeft, IconServerOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../../app/portal-context.ts";
import { ClusterProblem } from "../../../parts/jobs/cluster-problem.tsx";
import { AsOf } from "../../../parts/live/as-of.tsx";
import { useLiveState } from "../../../parts/live/use-live-state.ts";
import { NodeStateLabel } from "../../../parts/nodes/node-state-label.tsx";
import classes from "../../../parts/panel.module.css";
import { useHashScroll } from "../../../parts/use-hash-scroll.ts";
import own from "./node.module.css";
import { isSilent } from "../list/node-columns.tsx";
import { useLiveNode } from "../node-events.ts";
import { nodeKey, nodeQuery } from "../queries.ts";
import { HardwarePanel } from "./hardware-panel.tsx";
import { JobsPanel } from "./jobs-panel.tsx";
import { NodeActions } from "./node-actions-bar.tsx";
import { ReservationsPanel } from "./reservations-panel.tsx";
import { StatePanel } from "./state-panel.tsx";
import { UsePanel } from "./use-panel.tsx";

const route = getRouteApi("/nodes/$name");

/** Everything about one node, live. */
export function NodePage() {
  const { t } = useTranslation("nodes");
  const { api } = usePortal();
  const { name } = route.useParams();
  const { pollMs } = useLiveState();
  const found = useQuery(nodeQuery(api, name, pollMs));
  useLiveNode(nodeKey(name));
  const view = found.data;
  useHashScroll(view !== undefined);
  const missing = found.error instanceof ApiProblem && found.error.status === 404;
  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <Button component={Link} to="/nodes" variant="default" leftSection={<IconArrowLeft size={15} />}>
          {t("title")}
        </Button>
        <Title order={1}>
          <bdi>{name}</bdi>
        </Title>
        {view !== undefined && !missing && <Head view={view} />}
      </div>
      {found.isPending && <LoadingFace rows={8} />}
      {missing && <NotFound name={name} />}
      {found.isError && !missing && view === undefined && <ClusterProblem error={found.error} onRetry={() => void found.refetch()} />}
      {found.isError && !missing && view !== undefined && <StaleNote since={found.dataUpdatedAt} />}
      {view !== undefined && !missing && <Banner view={view} />}
      {view !== undefined && !missing && (
        <div className={classes.columns}>
          <div className={classes.column}>
            <UsePanel view={view} />
            <JobsPanel name={name} />
          </div>
          <div className={classes.column}>
            <StatePanel node={view.node} />
            <ReservationsPanel name={name} />
            <HardwarePanel view={view} />
          </div>
        </div>
      )}
    </div>
  );
}

function Head({ view }: { view: NodeView }) {
  const { node, may } = view;
  return (
    <>
      <NodeStateLabel summary={node.summary} state={node.state} silent={isSilent(node)} />
      <span className={classes.space} />
      <AsOf asOf={view.as_of} stale={view.stale} />
      <NodeActions node={node} may={may} />
    </>
  );
}

/** Why it takes no jobs, where one looks first. */
function Banner({ view: { node } }: { view: NodeView }) {
  if (node.reason === "") return null;
  return (
    <div className={own.banner} data-summary={node.summary}>
      <IconAlertTriangle size={16} aria-hidden />
      <span className={own.bannerText}>{node.reason}</span>
      <span className={own.dim}>
        {node.reason_by} {node.reason_at !== null && <TimeAgo time={node.reason_at} />}
      </span>
    </div>
  );
}

function NotFound({ name }: { name: string }) {
  const { t } = useTranslation("nodes");
  const all = (
    <Button component={Link} to="/nodes" variant="default">
      {t("one.all")}
    </Button>
  );
  return <EmptyFace icon={<IconServerOff size={28} stroke={1.5} />} title={t("one.notFound", { name })} text={t("one.notFoundText")} action={all} />;
}
