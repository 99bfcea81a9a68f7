/** Templates, previews and jobs of templates over maps. Development and unit tests only. */
import type { FieldProblem, JobPreview, JobTemplate, ScriptPart, Submission, TemplateJob } from "@hpc/api/template-job-wire.ts";
import type { MockUser } from "./model.ts";
import { failure, json } from "./replies.ts";
import { FLOW, TRAINING } from "./template-fixtures.ts";

/** Stands in previews for the folder of the job. */
const FOLDER = "/shared/jobs/kim/JOB_FOLDER";

export class MockTemplateJobs {
  readonly templates = new Map<string, JobTemplate>([TRAINING, FLOW].map((template) => [template.metadata.id, template]));
  readonly submissions = new Map<number, Submission>();
  /** What a node and hour costs; null for a site without prices. */
  nodeHour: number | null = 0.5;
  /** In which all jobs would run now. */
  image: JobPreview["image"] = { id: "a3", name: "pytorch_2.4.sif", path: "/shared/images/pytorch_2.4.sif" };
  /** Besides the usual ones, as many of everybody's and then these of the person. */
  many = 0;
  own: string[] = [];
  /** The version of all templates. */
  digest = "d1";

  async answer(request: Request, url: URL): Promise<Response | undefined> {
    const path = url.pathname.replace("/api/v2", "");
    if (path === "/templates") return this.#list(url);
    if (path === "/templates/check") {
      const { yaml } = (await request.json()) as { yaml: string };
      const template = this.templates.get(yaml) ?? null;
      return json(200, { listed: true, usable: template !== null, problems: [], template });
    }
    const shown = /^\/templates\/([^/]+)$/.exec(path)?.[1];
    if (shown !== undefined) {
      const template = this.templates.get(shown);
      // What is told to be the file is the id: the mock has no reader.
      return template === undefined ? failure(404, "template_not_found", "Template not found") : json(200, { ...this.#row(template), yaml: shown });
    }
    if (path === "/jobs/preview") return this.#preview((await request.json()) as TemplateJob);
    return this.#submission(path);
  }

  /** What a job of a template is remembered by; undefined for other jobs. */
  remember(body: object, job_id: number, user: MockUser): Submission | undefined {
    if (!("template_id" in body)) return undefined;
    const job = body as TemplateJob;
    const template = this.templates.get(job.template_id);
    if (template === undefined) return undefined;
    const { id, display_name, version } = template.metadata;
    const folder = `/shared/jobs/${user.username}/20261122-100000-${id}-0a1b2c`;
    const submission: Submission = {
      id: this.submissions.size + 1,
      job_id,
      name: job.name ?? template.metadata.name,
      user: user.username,
      template: { id, name: display_name, version, digest: this.digest },
      image: { id: "a3", name: "pytorch_2.4.sif", digest: "e1" },
      command: job.command?.template_id ?? null,
      inputs: Object.entries(job.inputs ?? {}).map(([file_key, upload_id]) => ({ file_key, name: `${file_key}.py`, bytes: 1200, upload_id, sha256: "9f86d081884c7d65".repeat(4) })),
      overrides: job.overrides ?? {},
      folder,
      script: (job.script ?? scriptOf(template, job).script ?? "").replaceAll(FOLDER, folder),
      edited: job.script !== undefined,
    };
    this.submissions.set(submission.id, submission);
    return submission;
  }

  /** Pages as the portal has them: private ones last. */
  #list(url: URL): Response {
    const ask = (name: string) => url.searchParams.get(name) ?? "";
    const official = [...this.templates.values(), ...Array.from({ length: this.many }, (_, index) => called(`solver-${index}`))].map((template) => this.#row(template));
    const own = this.own.map((id) => ({ ...this.#row(called(id)), source: "private:kim" }));
    const words = ask("q").toLowerCase().split(/\s+/);
    const found = [...official, ...own]
      .filter(({ source }) => ask("source") === "" || source.startsWith(ask("source")))
      .filter((row) => words.every((word) => JSON.stringify(row).toLowerCase().includes(word)));
    const limit = Number(ask("limit") || 1000);
    return json(200, { templates: found.slice(0, limit), total: found.length, next_cursor: found.length > limit ? `0:${limit}` : null });
  }

  #row(template: JobTemplate) {
    const { id, name, display_name, description, version } = template.metadata;
    return { template_id: id, category: id === "openfoam-cfd" ? "cfd" : "ml", source: "official", digest: this.digest, usable: true, template: { name, display_name, description, version, tags: ["gpu"] } };
  }

  #preview(job: TemplateJob): Response {
    const template = this.templates.get(job.template_id);
    if (template === undefined) return failure(404, "template_not_found", "Template not found");
    if (job.template_digest !== undefined && job.template_digest !== this.digest) return failure(409, "template_changed", "The template has been changed since you read it", { digest: this.digest });
    return json(200, { ...scriptOf(template, job), problems: problemsOf(template, job), usage: usageOf(template), cost: this.#cost(template), image: this.image, folder_pattern: FOLDER });
  }

  #cost(template: JobTemplate): JobPreview["cost"] {
    if (this.nodeHour === null) return null;
    const total = this.nodeHour * usageOf(template).node_hours;
    return { currency: "USD", total, nodes: total, memory: null };
  }

  #submission(path: string): Response | undefined {
    const found = /^\/submissions\/(\d+)(\/files)?(\/.+)?$/.exec(path);
    if (found === null) return undefined;
    const submission = this.submissions.get(Number(found[1]));
    if (submission === undefined) return failure(404, "submission_not_found", "There is no such submission");
    if (found[3] !== undefined) return new Response("epoch 1: loss 0.93\nepoch 2: loss 0.71\n");
    if (found[2] === undefined) return json(200, submission);
    const modified_at = new Date().toISOString();
    const files = [
      { path: "input/train.py", kind: "input", bytes: 1200, modified_at },
      { path: "job.log", kind: "log", bytes: 39, modified_at },
      { path: "results/model.pt", kind: "output", bytes: 1024 ** 3, modified_at },
      { path: "script.sh", kind: "script", bytes: 900, modified_at },
    ];
    return json(200, { files, more: false });
  }
}

export function problemsOf({ files }: JobTemplate, { inputs = {} }: TemplateJob): FieldProblem[] {
  return files.required.filter(({ file_key }) => inputs[file_key] === undefined).map(({ file_key, name }) => ({ field: `inputs.${file_key}`, code: "missing", message: `Required file missing: ${file_key} (${name})` }));
}

function usageOf({ slurm: { nodes } }: JobTemplate): JobPreview["usage"] {
  return { nodes, memory_gib: 64, time_hours: 12, node_hours: 12 * nodes, gib_hours: 768 * nodes };
}

function scriptOf(template: JobTemplate, job: TemplateJob): Pick<JobPreview, "script" | "parts"> {
  const { slurm, apptainer, script } = template;
  const changed = (key: string, own: string) => job.overrides?.[key] ?? own;
  const steps: [ScriptPart["kind"], string[]][] = [
    ["options", ["#!/bin/bash", `#SBATCH --job-name=${job.name ?? template.metadata.name}`, `#SBATCH --partition=${slurm.partition}`, `#SBATCH --nodes=${changed("nodes", String(slurm.nodes))}`, `#SBATCH --mem=${changed("mem", slurm.memory)}`, `#SBATCH --time=${changed("time", slurm.time)}`, ""]],
    ["environment", ["umask 027", `export JOB_PARTITION='${slurm.partition}'`, ...apptainer.env.map(([name, value]) => `export ${name}='${changed(`env.${name}`, value)}'`), ""]],
    ["inputs", ["# Folders, and the files that it is given.", `export WORK_DIR='${FOLDER}'`, 'mkdir -p input work output results', ...Object.keys(job.inputs ?? {}).map((key) => `export FILE_${key.toUpperCase()}="$WORK_DIR/input/${key}"`), ""]],
    ["before", linesOf(script.pre_exec)],
    ["main", job.command === undefined ? linesOf(script.main_exec) : [`# ${job.command.template_id} of the image`, 'apptainer run "$APPTAINER_IMAGE"']],
    ["after", linesOf(script.post_exec)],
  ];
  const parts: ScriptPart[] = [];
  const lines: string[] = [];
  for (const [kind, more] of steps) {
    if (more.length === 0) continue;
    parts.push({ kind, first_line: lines.length + 1, last_line: lines.length + more.length });
    lines.push(...more);
  }
  return { script: `${lines.join("\n")}\n`, parts };
}

function called(id: string): JobTemplate {
  return { ...FLOW, metadata: { ...FLOW.metadata, id, name: id, display_name: id } };
}

function linesOf(text: string | null): string[] {
  return text === null ? [] : text.replace(/\n$/, "").split("\n");
}
