import { ErrorFace } from "@hpc/ui/faces/error-face.tsx";
import { useRouter } from "@tanstack/react-router";

/** A page that failed to load or to draw; after an upgrade of the server its old file may be gone, so retry reloads. */
export function PageError({ error }: { error: unknown }) {
  const router = useRouter();
  const missingFile = error instanceof Error && /import|module/i.test(error.message);
  return <ErrorFace error={error} onRetry={() => (missingFile ? window.location.reload() : void router.invalidate())} />;
}
