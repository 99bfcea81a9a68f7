import { Button } from "@mantine/core";
import { ApiProblem } from "@hpc/api/problem.ts";
import { EmptyFace } from "@hpc/ui/faces/empty-face.tsx";
import { ErrorFace } from "@hpc/ui/faces/error-face.tsx";
import { ForbiddenFace } from "@hpc/ui/faces/forbidden-face.tsx";
import { IconClockPause, IconPlugConnectedX, IconServerOff } from "@tabler/icons-react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../app/portal-context.ts";

const FACES = {
  slurm_not_configured: { title: "noCluster", text: "noClusterText", icon: IconServerOff },
  slurm_starting: { title: "starting", text: "startingText", icon: IconClockPause },
  slurm_unavailable: { title: "away", text: "awayText", icon: IconPlugConnectedX },
} as const;

/** Why nothing can be shown of the cluster, and what one can do. */
export function ClusterProblem({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useTranslation("jobParts");
  const { t: shared } = useTranslation("ui");
  const { user } = usePortal();
  if (error instanceof ApiProblem && error.status === 403) return <ForbiddenFace permission="dashboard" username={user.username} />;
  const face = error instanceof ApiProblem ? FACES[error.code as keyof typeof FACES] as (typeof FACES)[keyof typeof FACES] | undefined : undefined;
  if (face === undefined) return <ErrorFace error={error} onRetry={onRetry} />;
  const retry = (
    <Button variant="default" onClick={onRetry}>
      {shared("retry")}
    </Button>
  );
  return <EmptyFace icon={<face.icon size={28} stroke={1.5} />} title={t(face.title)} text={t(face.text)} action={retry} />;
}
