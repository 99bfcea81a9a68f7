/** The calls of the template routes. */
import { type Ask, queryText } from "./cluster.ts";
import { problemFrom } from "./problem.ts";
import type * as wire from "./templates-wire.ts";

const ROOT = "/api/v2/templates";

export interface TemplateCalls {
  list(query: wire.TemplateQuery, signal?: AbortSignal): Promise<wire.TemplateList>;
  categories(signal?: AbortSignal): Promise<wire.TemplateCategory[]>;
  broken(signal?: AbortSignal): Promise<wire.BrokenFile[]>;
  archived(signal?: AbortSignal): Promise<wire.ArchivedTemplate[]>;
  folder(signal?: AbortSignal): Promise<wire.TemplateFolder>;
  show(id: string, signal?: AbortSignal): Promise<wire.TemplateView>;
  create(yaml: string): Promise<wire.TemplateWritten>;
  /** `basedOn`: the digest that was read; refused when it is another one by now. */
  change(id: string, yaml: string, basedOn: string): Promise<wire.TemplateWritten>;
  archive(id: string): Promise<void>;
  putBack(number: number): Promise<wire.TemplateWritten>;
  /** Reads a text without keeping it. */
  check(yaml: string, signal?: AbortSignal): Promise<wire.TemplateCheck>;
  versions(id: string, signal?: AbortSignal): Promise<wire.TemplateVersion[]>;
  compare(id: string, from: string, to: string, signal?: AbortSignal): Promise<wire.DiffHunk[]>;
  restore(id: string, digest: string): Promise<wire.TemplateWritten>;
}

export function templateCalls(ask: Ask, origin: string): TemplateCalls {
  async function answered<T>(method: string, path: string, body?: object, signal?: AbortSignal): Promise<T> {
    const sent = body === undefined ? {} : { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
    const response = await ask(new Request(origin + ROOT + path, { method, ...sent, ...(signal === undefined ? {} : { signal }) }));
    if (!response.ok) throw await problemFrom(response);
    return (await response.json()) as T;
  }
  const read = <T>(path: string, signal?: AbortSignal) => answered<T>("GET", path, undefined, signal);
  const at = (id: string) => `/${encodeURIComponent(id)}`;
  return {
    list: (query, signal) => read(queryText({ ...query }), signal),
    categories: async (signal) => (await read<{ categories: wire.TemplateCategory[] }>("/categories", signal)).categories,
    broken: async (signal) => (await read<{ files: wire.BrokenFile[] }>("/problems", signal)).files,
    archived: async (signal) => (await read<{ archived: wire.ArchivedTemplate[] }>("/archived", signal)).archived,
    folder: (signal) => read("/watcher/status", signal),
    show: (id, signal) => read(at(id), signal),
    create: (yaml) => answered("POST", "", { yaml }),
    change: (id, yaml, based_on) => answered("PUT", at(id), { yaml, based_on }),
    async archive(id) {
      await answered("DELETE", at(id));
    },
    putBack: (number) => answered("POST", `/archived/${number}/restore`),
    check: (yaml, signal) => answered("POST", "/check", { yaml }, signal),
    versions: async (id, signal) => (await read<{ versions: wire.TemplateVersion[] }>(`${at(id)}/versions`, signal)).versions,
    compare: async (id, from, to, signal) => (await read<{ hunks: wire.DiffHunk[] }>(`${at(id)}/compare${queryText({ from, to })}`, signal)).hunks,
    restore: (id, digest) => answered("POST", `${at(id)}/versions/${digest}/restore`),
  };
}

/** A link that the browser itself follows, with the cookie: the file as its author wrote it. */
export function templateFileUrl(id: string): string {
  return `${ROOT}/export/${encodeURIComponent(id)}`;
}
