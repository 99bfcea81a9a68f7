/** A job of a template that was, once more. */
import type { JobTemplate, Submission, SubmittedInput, TemplateJob } from "@hpc/api/template-job-wire.ts";

/** Its id; undefined leaves it to the template: one that has a single image says nothing of builds, and an id is one build's. */
export function imageAgain({ apptainer }: JobTemplate, { image }: Pick<Submission, "image">): string | undefined {
  return "fixed" in apptainer.image ? undefined : image?.id;
}

/** The script as it was edited, for a folder that is not made yet; null when nobody had written in it. */
export function scriptAgain({ edited, script, folder }: Pick<Submission, "edited" | "script" | "folder">, folderPattern: string): string | null {
  if (!edited) return null;
  // A function: in a text `$&` would mean something.
  return folder === "" ? script : script.replaceAll(folder, () => folderPattern);
}

/** Files that nobody has any more. */
export function lostInputs({ inputs }: Pick<Submission, "inputs">): SubmittedInput[] {
  return inputs.filter(({ upload_id }) => upload_id === null);
}

/** The same job of the template as it is now, its script aside. Only for one of which all files are there. */
export function sameJob(template: JobTemplate, submission: Submission): TemplateJob {
  const { name, template: of, command, inputs, overrides } = submission;
  const image_id = imageAgain(template, submission);
  return {
    template_id: of.id,
    name,
    ...(image_id === undefined ? {} : { image_id }),
    ...(command === null ? {} : { command: { template_id: command } }),
    inputs: Object.fromEntries(inputs.flatMap(({ file_key, upload_id }) => (upload_id === null ? [] : [[file_key, upload_id]]))),
    overrides: Object.fromEntries(Object.entries(overrides).map(([key, value]) => [key, String(value)])),
  };
}
