import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { Demo } from "../harness/demo.ts";
import { makeFile, MIB } from "../harness/files.ts";
import { Production } from "../harness/production.ts";
import { CHECKOUT } from "../harness/program.ts";
import { Slurm } from "../harness/slurm.ts";
import { SshNode } from "../harness/ssh-node.ts";
import { type Portal, storyOf, useBrowser } from "../harness/story.ts";

useBrowser();

/** Slurm starts, ends and forgets in its own time, on slow machines in much of it. */
const IN_TIME = { timeout: 120_000 };

/** One that Apptainer built. */
const IMAGE = join(CHECKOUT, "crates/portal-apptainer/tests/images/full.sif");
/** Where Apptainer is, the job can run in its image; see scripts/campaign/in-image. */
const inImage = process.env.PORTAL_JOB_IN_IMAGE === "1";

const TEMPLATE = `template:
  id: checksum
  name: checksum
  display_name: Checksum of a mesh
  description: |
    Reads all of a mesh and says its **SHA-256**.
  category: structural
slurm: {partition: compute, nodes: 1, ntasks: 1, mem: 200M, time: "00:10:00"}
apptainer:
  image_selection: {mode: any, required: true}
  env: {LABEL: plain}
files:
  input_schema:
    required:
      - {name: Mesh, file_key: mesh, description: What is summed, max_size: 1GB, validation: {extensions: [.msh]}}
  output_pattern: ["results/*.txt"]
script:
  pre_exec: |
    set -eu
    test -r "$APPTAINER_IMAGE"
  main_exec: |
    echo "summing on $SLURMD_NODENAME as $(id -un)"
    sha256sum <"$FILE_MESH" | cut -d' ' -f1 >"$RESULT_DIR/sum.txt"
    ${inImage ? 'apptainer exec "$APPTAINER_IMAGE" ' : ""}/bin/sh -c 'echo "\${SOLVER:-/usr}" >"$RESULT_DIR/label.txt"; printf "%s\\n" "$LABEL" >>"$RESULT_DIR/label.txt"'
overrides:
  time: {max: "01:00:00"}
  env.LABEL: {type: text, label: {en: Label, ko: 이름표}}
`;

interface Parts {
  slurm: Slurm;
  node: SshNode;
  jobs: string;
}

/** All of it at once: the portal as it is installed, a real Slurm, a node with images over SSH, a registry. */
class Site implements Portal {
  readonly #production: Production;
  readonly #parts: Parts;

  private constructor(production: Production, parts: Parts) {
    this.#production = production;
    this.#parts = parts;
  }

  static async start(folder: string): Promise<Site> {
    const demo = await Demo.start(folder);
    await demo.stop();
    const images = join(demo.state, "apptainer");
    // Jobs run as their people, who have to get there.
    const jobs = await mkdtemp(join(tmpdir(), "hpc-portal-e2e-jobs."));
    await chmod(jobs, 0o711);
    const registry = join(jobs, "registry");
    await cp(images, registry, { recursive: true });
    const slurm = Slurm.start();
    const node = SshNode.start();
    const parts = { slurm, node, jobs };
    try {
      await chmod(join(node.files, ".."), 0o711);
      const solver = join(node.files, "solver_7.1.sif");
      await cp(IMAGE, solver);
      await chmod(solver, 0o644);
      await chmod(node.files, 0o755);
      await mkdir(join(jobs, "work"), { mode: 0o711 });
      const settings = { SLURM_CONF: slurm.conf, JOBS_ROOT: join(jobs, "work"), APPTAINER_REGISTRY: registry, ...node.settings };
      return new Site(await Production.start(folder, {}, settings), parts);
    } catch (error) {
      await Site.#end(parts);
      throw error;
    }
  }

  get url(): string {
    return this.#production.url;
  }

  get templates(): string {
    return this.#production.templates;
  }

  log(): string {
    return this.#production.log();
  }

  async stop(): Promise<void> {
    await this.#production.stop();
    await Site.#end(this.#parts);
  }

  static async #end({ slurm, node, jobs }: Parts): Promise<void> {
    node.stop();
    slurm.stop();
    await rm(jobs, { recursive: true, force: true });
  }
}

const story = storyOf((folder) => Site.start(folder));

story("from a template, an image and a large input to a result, on a real Slurm", async ({ portal, person, folder }) => {
  const mesh = await makeFile(folder, "wing.msh", 200 * MIB);
  const alice = await (await person()).signIn("alice");
  const { page } = await alice.open("/dashboard/templates");
  await page.getByText("No templates yet").waitFor(IN_TIME);

  // An operator puts a file into the folder.
  await mkdir(join(portal.templates, "official/structural"), { recursive: true });
  await writeFile(join(portal.templates, "official/structural/checksum.yaml"), TEMPLATE);
  await page.getByRole("link", { name: "Checksum of a mesh" }).click(IN_TIME);
  await page.getByText("SHA-256").waitFor();
  await page.getByRole("main").getByRole("link", { name: "New job" }).click();

  const form = page.getByRole("form", { name: "New job of Checksum of a mesh" });
  await form.getByLabel("Name of the job").fill("첫 번째 wing");
  // The image that one node has.
  await expect.poll(() => form.getByLabel("Image").locator("option").allTextContents(), IN_TIME).toContainEqual(expect.stringContaining("solver_7.1"));
  const image = (await form.getByLabel("Image").locator("option").allTextContents()).find((text) => text.includes("solver_7.1")) ?? "";
  await form.getByLabel("Image").selectOption({ label: image });
  await form.getByLabel("Label").fill(`it's "$(id)" \`id\``);
  await form.getByTestId("input-mesh").setInputFiles(mesh.path);
  await form.getByLabel("Uploaded").waitFor(IN_TIME);
  await form.getByRole("button", { name: "Submit" }).click();

  await page.getByRole("heading", { name: "첫 번째 wing" }).waitFor(IN_TIME);
  await page.getByText("Completed", { exact: true }).first().waitFor(IN_TIME);
  const results = page.getByRole("region", { name: "Log and results" });
  await results.getByText("summing on cn001 as alice").waitFor(IN_TIME);
  const download = async (name: string) => {
    const begun = page.waitForEvent("download");
    await results.getByRole("link", { name: `Download ${name}` }).click();
    return readFile(await (await begun).path(), "utf8");
  };
  expect(await download("results/sum.txt")).toBe(`${mesh.sha256}\n`);
  expect(await download("results/label.txt")).toBe(`${inImage ? "/opt/solver" : "/usr"}\nit's "$(id)" \`id\`\n`);
}, 300);
