/** Container images and the look for them. Development and unit tests only. */
import type { ImageRow, ImagesChanged, ImageScan, ImageView, ScanNode } from "@hpc/api/images-wire.ts";
import type { MockUser } from "./model.ts";
import { failure, json } from "./replies.ts";

const GIB = 1024 ** 3;
const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();

const HELP = "OpenFOAM 11 with ESI and Foundation solvers.\n\nUsage:\n  apptainer exec <image> simpleFoam -case <case>\n  apptainer exec <image> blockMesh\n";
const DEFINITION = "Bootstrap: docker\nFrom: ubuntu:24.04\n\n%post\n    apt-get update\n    apt-get install -y openfoam11\n\n%environment\n    export WM_PROJECT_DIR=/opt/openfoam11\n\n%runscript\n    exec /bin/bash \"$@\"\n";

const COMMANDS: unknown[] = [
  {
    template_id: "simple-foam",
    display_name: "simpleFoam",
    description: "Steady incompressible flow; the case is unpacked first.",
    category: "solver",
    command: { executable: "simpleFoam", format: "mpirun -np ${NTASKS} apptainer exec ${APPTAINER_IMAGE} simpleFoam -parallel -case ${CASE}", requires_mpi: true },
    variables: {
      dynamic: { NTASKS: { source: "slurm.ntasks", transform: "to_string", description: "Tasks of the job", required: true } },
      input_files: { CASE: { description: "The case, packed", pattern: "*.tar.gz", type: "file", required: true, file_key: "case" } },
      output_files: { fields: { pattern: "results/*.vtk", description: "Fields", collect: true } },
      computed: { STEM: { source: "CASE", transform: "remove_all_extensions" } },
    },
    pre_commands: ["tar -xzf ${CASE}", "decomposePar -case ${STEM}"],
    post_commands: ["reconstructPar -case ${STEM}"],
  },
  { template_id: "broken" },
];

function image(index: number, name: string, more: Partial<ImageView> = {}): ImageView {
  const digest = (index * 2654435761).toString(16).padStart(16, "0").repeat(4).slice(0, 64);
  const id = digest.slice(0, 16);
  const partition = more.partition ?? "compute";
  const path = `/shared/apptainer/images/${partition}/${name}.sif`;
  return {
    id, name, path, node: "headnode", partition, type: partition, size: Math.round((0.4 + (index % 7)) * GIB), version: /\d+\.\d+(\.\d+)?/.exec(name)?.[0] ?? "unknown",
    description: `${name}.sif from ${partition} partition`, labels: { "org.label-schema.build-date": "2026-10-03", "org.label-schema.usage.singularity.deffile.bootstrap": "docker", maintainer: "hpc@example.org" },
    apps: [], runscript: "#!/bin/sh\nexec /bin/bash \"$@\"\n", env_vars: { "/.singularity.d/env/90-environment.sh": "export LC_ALL=C\nexport PATH=/opt/bin:$PATH\n" }, command_templates: [],
    created_at: at(-60 * 24 * 40), updated_at: at(-60 * 24 * 3), last_scanned: at(-3), is_active: 1, digest, given_id: null, arch: "amd64", built_at: at(-60 * 24 * 50), signed: false,
    places: [{ node: "headnode", path, last_seen_at: at(-3) }],
    help: null, definition: DEFINITION, startscript: null, test: null, signatures: [], filesystem: { kind: "squashfs", compression: "gzip", size: GIB }, app_details: {}, remarks: [],
    ...more,
  };
}

function place(node: string, name: string) {
  return { node, path: `/opt/apptainers/${name}.sif`, last_seen_at: at(-3) };
}

/** What an operator's registry looks like, hostile names included. */
function firstImages(): ImageView[] {
  const everywhere = Array.from({ length: 24 }, (_, index) => place(`cn${String(index + 1).padStart(3, "0")}`, "gromacs-2024.3"));
  return [
    image(1, "openfoam-11.0", {
      description: "OpenFOAM 11 with MPI, for aerodynamics", labels: { version: "11.0", maintainer: "cfd@example.org", "com.example.mpi": "openmpi 5", "org.opencontainers.image.source": "https://example.org/openfoam" },
      help: HELP, test: "simpleFoam -help", apps: ["mesh", "solve"], signed: true, signatures: [{ fingerprint: "8F2A3C4D5E6F708192A3B4C5D6E7F8091A2B3C4D", hash: "SHA-256" }], command_templates: COMMANDS,
      app_details: { mesh: { labels: {}, environment: {}, runscript: "exec blockMesh \"$@\"", test: null, help: "Makes a mesh" }, solve: { labels: {}, environment: {}, runscript: "exec simpleFoam \"$@\"", test: null, help: null } },
    }),
    image(2, "gromacs-2024.3", { places: [{ node: "headnode", path: "/shared/apptainer/images/compute/gromacs-2024.3.sif", last_seen_at: at(-3) }, ...everywhere] }),
    image(3, "pytorch-2.4.0-cuda12.4", { description: "PyTorch with CUDA; needs GPUs", labels: { version: "2.4.0", cuda: "12.4" }, places: [place("gpu01", "pytorch-2.4.0-cuda12.4"), place("gpu02", "pytorch-2.4.0-cuda12.4")] }),
    image(4, "paraview-5.13", { partition: "viz", type: "viz", signed: true, signatures: [{ fingerprint: null, hash: "SHA-256" }] }),
    image(5, "desktop-gnome", { partition: "viz", type: "viz", startscript: "exec vncserver :1 -fg" }),
    image(6, "tools", { partition: "shared", type: "shared", description: "Small tools that many jobs use" }),
    image(7, "유동해석 도구 (최종)", { partition: "shared", type: "custom", description: "해석 결과를 정리하는 도구", labels: {}, definition: null, env_vars: {}, runscript: null }),
    image(8, "\u202efis.live-<b>bold</b>", { partition: "shared", type: "custom", description: "{{7*7}} <img src=x onerror=alert(1)>", remarks: ["its commands cannot be read: expected value at line 1 column 1"], arch: null, built_at: null }),
  ];
}

export class MockImages {
  rows = firstImages();
  scan: ImageScan = { number: 0, running: false, nodes: [], started_at: "", finished_at: null, images: 0, added: 0, changed: 0, gone: 0, error: null };
  /** The places that a look asks; a node called `down…` does not answer. */
  nodes = ["headnode", ...Array.from({ length: 12 }, (_, index) => `cn${String(index + 1).padStart(3, "0")}`), "down01", "viz01"];
  emit: (type: "images_changed" | "image_scan", data: ImagesChanged | ImageScan) => void = () => undefined;

  seed(count: number): void {
    for (let index = 1; index <= count; index++) this.rows.push(image(100 + index, `solver-${String(index).padStart(5, "0")}-1.${index % 10}`, { partition: index % 3 === 0 ? "viz" : "compute" }));
  }

  answer(request: Request, url: URL, user: MockUser): Response | undefined {
    const route = `${request.method} ${url.pathname}`;
    const admin = user.permissions.includes("admin");
    if (route === "GET /api/v2/images") return this.#list(url);
    if (route === "GET /api/v2/images/scan") return json(200, admin ? this.scan : withoutWords(this.scan));
    if (route === "POST /api/v2/images/scan") {
      if (!admin) return failure(403, "permission_missing", "Forbidden", { user_permissions: user.permissions });
      const joined = this.scan.running;
      if (!joined) this.beginScan();
      return json(202, { joined, scan: this.scan });
    }
    if (route === "GET /api/apptainer/partitions") return json(200, { partitions: this.#partitions() });
    const id = /^GET \/api\/v2\/images\/([^/]+)$/.exec(route)?.[1];
    if (id === undefined) return undefined;
    const found = this.rows.find((row) => row.id === decodeURIComponent(id));
    return found === undefined ? failure(404, "image_not_found", "Image not found") : json(200, found);
  }

  beginScan(): void {
    const nodes: ScanNode[] = this.nodes.map((name) => ({ name, state: "waiting", done: 0, total: 0, images: 0, read: 0, error: null, took_ms: null }));
    this.scan = { ...this.scan, number: this.scan.number + 1, running: true, nodes, started_at: at(0), finished_at: null, error: null };
    this.#tell();
  }

  /** Each place is a step further; the last step ends it. */
  stepScan(): void {
    if (!this.scan.running) return;
    let begun = 0;
    const nodes = this.scan.nodes.map((node): ScanNode => {
      if (node.state === "done" || node.state === "failed" || begun >= 4) return node;
      begun += 1;
      if (node.state === "waiting") return { ...node, state: "connecting" };
      if (node.state === "reading") return node.done < node.total ? { ...node, done: node.done + 4 } : { ...node, state: "done", images: node.total, took_ms: 812 };
      const why = `its host key SHA256:9wK1 is not known. Compare it with the one on the node (ssh-keygen -l), then add the node to /etc/hpc-portal/known_hosts`;
      return node.name.startsWith("down") ? { ...node, state: "failed", error: why, took_ms: 10_004 } : { ...node, state: "reading", total: 8 };
    });
    const running = nodes.some(({ state }) => state !== "done" && state !== "failed");
    this.scan = { ...this.scan, nodes, running, finished_at: running ? null : at(0), images: this.rows.length };
    if (!running) for (const row of this.rows) row.last_scanned = at(0);
    this.#tell();
  }

  #tell(): void {
    this.emit("image_scan", withoutWords(this.scan));
  }

  #list(url: URL): Response {
    const ask = (name: string) => url.searchParams.get(name) ?? "";
    const tags = ask("tag").split(",").filter(Boolean);
    const found = this.rows
      .filter(({ is_active }) => is_active === 1)
      .filter(({ partition, type }) => (ask("partition") === "" || partition === ask("partition")) && (ask("type") === "" || type === ask("type")))
      .filter(({ places }) => ask("node") === "" || places.some(({ node }) => node === ask("node")))
      .filter(({ labels }) => tags.length === 0 || tags.some((tag) => tag in labels))
      .filter((image) => ask("name") === "" || ask("name").split("/").some((name) => goesBy(image, name)))
      .filter(({ name, description }) => `${name} ${description}`.toLowerCase().includes(ask("q").toLowerCase()))
      .sort((a, b) => a.partition.localeCompare(b.partition) || a.name.localeCompare(b.name));
    const from = Number(ask("cursor") || 0);
    const limit = Number(ask("limit") || 50);
    return json(200, { images: found.slice(from, from + limit).map(row), total: found.length, next_cursor: from + limit < found.length ? String(from + limit) : null });
  }

  #partitions() {
    return [...new Set(this.rows.map(({ partition }) => partition))].sort().map((name) => {
      const images = this.rows.filter(({ partition }) => partition === name);
      const types: Record<string, number> = {};
      for (const { type } of images) types[type] = (types[type] ?? 0) + 1;
      return { name, total_images: images.length, nodes: [...new Set(images.flatMap(({ places }) => places.map(({ node }) => node)))].sort(), types };
    });
  }
}

function goesBy({ id, given_id, name, places }: ImageView, wanted: string): boolean {
  const stem = (text: string) => text.replace(/\.sif$/, "");
  return [id, given_id, stem(name), ...places.map(({ path }) => stem(path.split("/").at(-1) ?? ""))].includes(stem(wanted)) && wanted !== "";
}

const ONLY_OF_ONE = ["help", "definition", "startscript", "test", "signatures", "filesystem", "app_details", "remarks"];

/** As lists show it. */
function row(view: ImageView): ImageRow {
  return Object.fromEntries(Object.entries(view).filter(([key]) => !ONLY_OF_ONE.includes(key))) as unknown as ImageRow;
}

/** As events tell it, and as everybody may see it. */
function withoutWords(scan: ImageScan): ImageScan {
  return { ...scan, nodes: scan.nodes.map((node) => ({ ...node, error: node.error === null ? null : "It could not be asked to the end" })) };
}
