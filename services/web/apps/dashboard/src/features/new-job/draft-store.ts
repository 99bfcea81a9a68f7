/** The draft, and the last jobs that this browser submitted, as it remembers them: a reload loses nothing. */
import { type Draft, type Fields, isDraft } from "./draft.ts";

/** So many jobs can be run again with all that was written. */
const REMEMBERED = 10;
/** Longer ones are not remembered: a browser keeps a few MiB at most. */
const LONGEST_SCRIPT = 100_000;

const draftKey = (username: string) => `hpc-portal-new-job:${username}`;
const jobsKey = (username: string) => `hpc-portal-submitted:${username}`;

type Submitted = [job: string, fields: Fields];

export function storedDraft(username: string): Draft | undefined {
  const value = read(draftKey(username));
  return isDraft(value) ? value : undefined;
}

export function storeDraft(username: string, draft: Draft | null): void {
  write(draftKey(username), draft);
}

export function rememberSubmitted(username: string, job: string, fields: Fields): void {
  if (fields.script.length > LONGEST_SCRIPT) return;
  write(jobsKey(username), [[job, fields], ...submitted(username)].slice(0, REMEMBERED));
}

/** What this browser submitted as that job. Numbers come again when a cluster is set up anew, so the name must fit, too. */
export function fieldsSubmitted(username: string, job: string, name: string): Fields | undefined {
  return submitted(username).find(([id, fields]) => id === job && fields.name.trim() === name)?.[1];
}

function submitted(username: string): Submitted[] {
  const value = read(jobsKey(username));
  return Array.isArray(value) ? value.filter(isSubmitted) : [];
}

function isSubmitted(value: unknown): value is Submitted {
  return Array.isArray(value) && typeof value[0] === "string" && isDraft({ fields: value[1] as unknown, pending: null });
}

function read(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return undefined;
  }
}

function write(key: string, value: unknown): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // It holds for this visit.
  }
}
