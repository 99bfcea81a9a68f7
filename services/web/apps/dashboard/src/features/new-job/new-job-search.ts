/** `?from=1234`: begin with what that job was; `?template=pytorch-training`: a job of that template. */
export interface NewJobSearch {
  from?: string;
  template?: string;
}

export function parseNewJobSearch(raw: Record<string, unknown>): NewJobSearch {
  const from = textIn(raw.from);
  const template = textIn(raw.template);
  return { ...(/^[\d_+[\],%-]{1,60}$/.test(from) ? { from } : {}), ...(/^[\w.-]{1,100}$/.test(template) ? { template } : {}) };
}

function textIn(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
