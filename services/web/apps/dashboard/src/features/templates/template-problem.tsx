import { ApiProblem } from "@hpc/api/problem.ts";
import { ErrorFace } from "@hpc/ui/faces/error-face.tsx";
import { ForbiddenFace } from "@hpc/ui/faces/forbidden-face.tsx";
import { usePortal } from "../../app/portal-context.ts";
import panel from "../../parts/panel.module.css";
import { useTemplateWords } from "./use-template-words.ts";

/** Why templates cannot be shown, and what one can do. */
export function TemplateProblem({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { user } = usePortal();
  if (error instanceof ApiProblem && error.status === 403) return <ForbiddenFace permission="dashboard" username={user.username} />;
  return <ErrorFace error={error} onRetry={onRetry} />;
}

/** What could not be done, where it was asked. */
export function TemplateRefusal({ error }: { error: unknown }) {
  const words = useTemplateWords();
  return (
    <div className={panel.problem} role="alert">
      {words(error)}
    </div>
  );
}
