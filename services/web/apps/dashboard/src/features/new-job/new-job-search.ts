/** What a new job begins with. */
export interface NewJobSearch {
  /** With what that job was. */
  from?: string;
  /** Of that template. */
  template?: string;
  /** In that image, as far as the template allows. */
  image?: string;
  /** With what that job of a template was. */
  submission?: string;
  /** A template is still to be chosen. */
  kind?: "template";
}

export function parseNewJobSearch(raw: Record<string, unknown>): NewJobSearch {
  const from = textOf(raw.from);
  const template = textOf(raw.template);
  const image = textOf(raw.image);
  const submission = textOf(raw.submission);
  return {
    ...(/^[\d_+[\],%-]{1,60}$/.test(from) ? { from } : {}),
    ...(/^[\w.-]{1,100}$/.test(template) ? { template } : {}),
    ...(/^[\w.:@-]{1,200}$/.test(image) ? { image } : {}),
    ...(/^\d{1,15}$/.test(submission) ? { submission } : {}),
    ...(raw.kind === "template" ? { kind: "template" } : {}),
  };
}

function textOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
