/** In which image a job runs that is submitted again. */
import type { JobPreview, Submission } from "@hpc/api/template-job-wire.ts";

/**
 * What is said of the image that the template means now; null when it is the build of that time.
 * `script` is the edited one: what it names is run, whatever the template means.
 */
export function saidOfImage(was: Submission["image"], now: JobPreview["image"], script: string | undefined): "againImage" | "againOwnImage" | null {
  if (was === null || now === null || now.id === was.id) return null;
  return script === undefined || script.includes(now.path) ? "againImage" : "againOwnImage";
}
