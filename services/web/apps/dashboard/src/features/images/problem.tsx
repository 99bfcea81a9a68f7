import { ApiProblem } from "@hpc/api/problem.ts";
import { ErrorFace } from "@hpc/ui/faces/error-face.tsx";
import { ForbiddenFace } from "@hpc/ui/faces/forbidden-face.tsx";
import { usePortal } from "../../app/portal-context.ts";

/** Why images cannot be shown. */
export function Problem({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { user } = usePortal();
  if (error instanceof ApiProblem && error.status === 403) return <ForbiddenFace permission="dashboard" username={user.username} />;
  return <ErrorFace error={error} onRetry={onRetry} />;
}
