/** Whether a file is one that a template asks for. The server looks again. */
import type { JobTemplate, TemplateInput } from "@hpc/api/template-job-wire.ts";

export type FileWrong = { why: "extension" } | { why: "large" } | { why: "empty" };

export function inputsOf({ files }: JobTemplate): TemplateInput[] {
  return [...files.required, ...files.optional];
}

/** `.tar.gz` matches `Data.TAR.GZ`. */
export function takesName({ extensions }: TemplateInput, name: string): boolean {
  const lower = name.toLowerCase();
  return extensions.length === 0 || extensions.some((extension) => lower.length > extension.length && lower.endsWith(extension));
}

export function wrongFile(input: TemplateInput, name: string, bytes: number): FileWrong | undefined {
  if (!takesName(input, name)) return { why: "extension" };
  if (bytes === 0) return { why: "empty" };
  if (input.max_size !== null && bytes > input.max_size) return { why: "large" };
  return undefined;
}
