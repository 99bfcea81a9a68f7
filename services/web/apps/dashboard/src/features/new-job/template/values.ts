/** What a template lets be changed: what it begins with, and what fits. The server has the last word. */
import type { JobTemplate, Rule } from "@hpc/api/template-job-wire.ts";

const MOST_SECONDS = 366 * 24 * 3600;
const MOST_KIB = 2 ** 40;
/** As the server has it: what Slurm takes as one word. */
const WORD = /^[\p{L}\p{N}[(][\p{L}\p{N}._:,=+*&|()[\]@/%-]{0,99}$/u;
/** A whole number as programs read it. */
const WHOLE = /^[+-]?\d{1,18}$/;

/** `env.EPOCHS` is the variable EPOCHS; all else is a key of the section slurm. */
export function variableOf({ key }: Pick<Rule, "key">): string | undefined {
  return key.startsWith("env.") ? key.slice(4) : undefined;
}

/** What the template itself says; "" when it leaves it to Slurm. */
export function givenBy({ slurm, apptainer }: JobTemplate, rule: Rule): string {
  const variable = variableOf(rule);
  if (variable !== undefined) {
    const text = apptainer.env.find(([name]) => name === variable)?.[1] ?? "";
    return rule.type === "bool" ? flagOf(text) : text;
  }
  const value = rule.key === "mem" ? slurm.memory : slurm[rule.key as keyof typeof slurm];
  return value === null ? "" : String(value);
}

/** What jobs get: `1` or `0`. */
function flagOf(text: string): string {
  return /^(1|true|yes|on)$/i.test(text) ? "1" : "0";
}

/** Seconds of a time limit as Slurm reads it; undefined when it is none. */
export function secondsOf(text: string): number | undefined {
  const found = /^(?:(?<days>\d{1,9})-)?(?<clock>\d{1,9}(?::\d{1,9}){0,2})$/.exec(text.trim());
  if (found === null) return undefined;
  const { days, clock = "" } = found.groups ?? {};
  const parts = clock.split(":").map(Number);
  const [first = 0, second = 0, third = 0] = parts;
  // `1-12` is a day and hours, `90` minutes, `1:30` minutes and seconds.
  const withHours = days !== undefined || parts.length === 3;
  const seconds = withHours ? Number(days ?? 0) * 86_400 + first * 3600 + second * 60 + third : first * 60 + second;
  return seconds >= 1 && seconds <= MOST_SECONDS ? seconds : undefined;
}

const UNITS: Readonly<Record<string, number | undefined>> = { K: 1, "": 2 ** 10, M: 2 ** 10, G: 2 ** 20, T: 2 ** 30 };

/** KiB of an amount of memory as Slurm reads it; undefined when it is none. */
export function kibibytesOf(text: string): number | undefined {
  const found = /^(\d{1,9})\s*([KMGT]?)(?:i?B)?$/i.exec(text.trim());
  const unit = UNITS[(found?.[2] ?? "").toUpperCase()];
  const number = found?.[1];
  if (number === undefined || unit === undefined) return undefined;
  const kibibytes = Number(number) * unit;
  return kibibytes <= MOST_KIB ? kibibytes : undefined;
}

function numberOf(text: string): number | undefined {
  const number = Number(text);
  return text === "" || !Number.isFinite(number) || /^0[xob]/i.test(text) ? undefined : number;
}

const READERS: Readonly<Partial<Record<Rule["type"], (text: string) => number | undefined>>> = {
  time: secondsOf,
  memory: kibibytesOf,
  count: (text) => (/^\d{1,7}$/.test(text) ? Number(text) : undefined),
  int: (text) => (WHOLE.test(text) ? Number(text) : undefined),
  number: numberOf,
};

/** Whether a text fits its rule. Nothing fits always: then the template's own value holds. */
export function fits(rule: Rule, written: string): boolean {
  const text = written.trim();
  if (text === "") return true;
  if (rule.choices.length > 0) return rule.choices.some((choice) => isSame(rule, choice, text));
  const read = READERS[rule.type];
  if (read !== undefined) return isWithin(rule, read, text);
  if (rule.type === "bool") return text === "0" || text === "1";
  if (rule.type === "word") return WORD.test(text);
  return new TextEncoder().encode(text).length <= (rule.max_length ?? 4096) && !/\p{Cc}/u.test(text);
}

function isWithin({ type, min, max }: Rule, read: (text: string) => number | undefined, text: string): boolean {
  const value = read(text);
  if (value === undefined) return false;
  const [least, most] = [min, max].map((bound) => (bound === null || bound === undefined ? undefined : read(String(bound))));
  // No memory is all of a node, which is more than any limit.
  if (type === "memory" && value === 0 && most !== undefined) return false;
  return (least === undefined || value >= least) && (most === undefined || value <= most);
}

/** `1:00:00` and `60` are the same time. */
export function isSame(rule: Rule, one: string, other: string): boolean {
  const read = READERS[rule.type];
  const [a, b] = [one.trim(), other.trim()];
  return a === b || (read?.(a) !== undefined && read(a) === read(b));
}
