/** `?from=1234`: begin with what that job was. */
export interface NewJobSearch {
  from?: string;
}

export function parseNewJobSearch(raw: Record<string, unknown>): NewJobSearch {
  const from = typeof raw.from === "string" || typeof raw.from === "number" ? String(raw.from) : "";
  return /^[\d_+[\],%-]{1,60}$/.test(from) ? { from } : {};
}
