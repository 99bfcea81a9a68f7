import { createPortalApi } from "@hpc/api/portal-api.ts";
import { ApiProblem } from "@hpc/api/problem.ts";
import type { ImageRow, JobTemplate, Rule, Submission, TemplateRow } from "@hpc/api/template-job-wire.ts";
import { MockPortal } from "@hpc/mock-api/mock-portal.ts";
import { FLOW, IMAGES, inputOf, ruleOf, TRAINING } from "@hpc/mock-api/template-fixtures.ts";
import { QueryClient } from "@tanstack/react-query";
import { describe, expect, it } from "vitest";
import { parseNewJobSearch } from "../new-job-search.ts";
import { fieldsOfSubmission } from "./again.ts";
import { shadesOf } from "./bash-shades.ts";
import { adapted, bodyOf, type ChosenFile, hasField, startOf, type TemplateFields, worthKeeping, wrongIn } from "./draft.ts";
import { isDraft } from "./draft-store.ts";
import { takesName, wrongFile } from "./files.ts";
import { askedFor, needsImage, usualImage, usualName } from "./images.ts";
import { calledQuery, imagesQuery } from "./queries.ts";
import { hasAll, templateRowsQuery } from "./template-search.ts";
import { fits, givenBy, isSame, kibibytesOf, secondsOf } from "./values.ts";

const file = (more: Partial<ChosenFile> = {}): ChosenFile => ({ name: "train.py", bytes: 1200, uploadId: "ab12", transferId: null, ...more });
const fields = (more: Partial<TemplateFields> = {}): TemplateFields => ({ ...startOf(TRAINING), ...more });
const named = (name: string) => TRAINING.rules.find(({ key }) => key === name) as Rule;

describe("values", () => {
  it("are read as Slurm reads them", () => {
    const times = ["90", "1:30", "12:00:00", "1-12", "2-00:30", "1-00:00:01", "36:00:00"].map(secondsOf);
    expect(times).toEqual([5400, 90, 43_200, 129_600, 174_600, 86_401, 129_600]);
    for (const wrong of ["", "0", "-1", "1:2:3:4", "1-", "a", "1 h", "9999-00", "1:"]) expect(secondsOf(wrong), wrong).toBeUndefined();
    expect(["16G", "500", "1024m", "1K", "8GB", "0", "2 TiB"].map(kibibytesOf)).toEqual([2 ** 24, 500 * 1024, 2 ** 20, 1, 2 ** 23, 0, 2 ** 31]);
    for (const wrong of ["", "G", "1X", "-1G", "1.5G", "999999999T"]) expect(kibibytesOf(wrong), wrong).toBeUndefined();
  });

  it("fit within their bounds, and nothing is the template's", () => {
    expect(["", "2-00:00:00", "60"].every((text) => fits(named("time"), text))).toBe(true);
    expect(["2-00:00:01", "soon"].some((text) => fits(named("time"), text))).toBe(false);
    expect([fits(named("mem"), "8192M"), fits(named("mem"), "4G"), fits(named("mem"), "257G")]).toEqual([true, false, false]);
    expect([fits(named("gres"), "gpu:a100:2"), fits(named("gres"), "gpu:a100:3")]).toEqual([true, false]);
    expect(["1", "500", "0", "501", "1.5", "many"].map((text) => fits(named("env.EPOCHS"), text))).toEqual([true, true, false, false, false, false]);
    expect([fits(ruleOf("env.LR", "number", { max: 1 }), "1e-3"), fits(ruleOf("env.LR", "number", { max: 1 }), "2"), fits(ruleOf("env.LR", "number"), "0x1f")]).toEqual([true, false, false]);
    expect([fits(ruleOf("qos", "word"), "normal"), fits(ruleOf("qos", "word"), "a b"), fits(ruleOf("qos", "word"), "--uid=0"), fits(ruleOf("qos", "word"), "$(id)")]).toEqual([true, false, false, false]);
    expect([fits(ruleOf("env.T", "text", { max_length: 3 }), "가"), fits(ruleOf("env.T", "text", { max_length: 3 }), "가a"), fits(ruleOf("env.T", "text"), "a\nb")]).toEqual([true, false, false]);
    expect([fits(ruleOf("nodes", "count", { min: 1, max: 4 }), "4"), fits(ruleOf("nodes", "count", { min: 1, max: 4 }), "5")]).toEqual([true, false]);
  });

  it("are the same however they are written", () => {
    expect(isSame(named("time"), "12:00:00", "720")).toBe(true);
    expect(isSame(named("mem"), "64G", "65536M")).toBe(true);
    expect(isSame(named("gres"), "gpu:a100:1", "gpu:a100:2")).toBe(false);
    const flag = ruleOf("env.AMP", "bool");
    expect(givenBy({ ...TRAINING, apptainer: { ...TRAINING.apptainer, env: [["AMP", "True"]] } }, flag)).toBe("1");
    expect(givenBy(TRAINING, flag)).toBe("0");
  });
});

describe("files", () => {
  it("are looked at before a byte is sent", () => {
    const archive = inputOf("data", "data", { extensions: [".tar.gz", ".zip"], max_size: 1000 });
    expect(["Data.TAR.GZ", "a.zip", "a.gz", ".zip", "tar.gz"].map((name) => takesName(archive, name))).toEqual([true, true, false, false, false]);
    expect([wrongFile(archive, "a.py", 1), wrongFile(archive, "a.zip", 0), wrongFile(archive, "a.zip", 1001), wrongFile(archive, "a.zip", 1000)]).toEqual([{ why: "extension" }, { why: "empty" }, { why: "large" }, undefined]);
    expect(wrongFile(inputOf("any", "any"), "LICENSE", 2 ** 50)).toBeUndefined();
  });
});

describe("images", () => {
  const chosen = (more: object): JobTemplate["apptainer"]["image"] => ({ chosen: { mode: "any", partition: null, allowed_images: [], default_image: null, required: false, ...more } });

  it("are asked for as the template allows them", () => {
    expect(askedFor(TRAINING.apptainer.image)).toEqual({ name: "pytorch_2.3.sif/pytorch_2.4.sif" });
    expect(askedFor(FLOW.apptainer.image)).toEqual({ name: "openfoam_v2312.sif" });
    expect(askedFor(chosen({ mode: "partition", partition: "viz" }))).toEqual({ partition: "viz" });
    expect([askedFor(chosen({})), askedFor(chosen({ mode: "specific" }))]).toEqual([{}, { name: "/" }]);
    expect([needsImage(FLOW.apptainer.image), needsImage(chosen({})), needsImage(TRAINING.apptainer.image)]).toEqual([true, false, true]);
    expect([usualName(FLOW.apptainer.image), usualName(TRAINING.apptainer.image), usualName(chosen({}))]).toEqual(["openfoam_v2312.sif", "pytorch_2.4.sif", null]);
  });

  it("of one name are taken as the server takes them", () => {
    const [first, second] = IMAGES as [ImageRow, ImageRow];
    const [byId, byFile, byName] = [{ ...first, given_id: "tools" }, { ...second, id: "b" }, { ...second, id: "c", name: "tools" }];
    expect([usualImage("tools.sif", [byId, byFile, byName])?.id, usualImage("tools.sif", [byId, byFile])?.id, usualImage("tools", [byId])?.id, usualImage("tools", [])]).toEqual(["c", "b", byId.id, undefined]);
  });

  it("are found among ten thousand", async () => {
    const portal = new MockPortal();
    portal.images.seed(10_000);
    const api = createPortalApi(portal.browser(), "http://portal.test");
    await api.session.signIn("kim", "kim");
    const queries = new QueryClient();
    // Those of the partition come behind thousands of others.
    const viz = chosen({ mode: "partition", partition: "viz" });
    const page = await queries.query(imagesQuery(api, viz, ""));
    expect([page.images.every(({ partition }) => partition === "viz"), page.images.length, page.next_cursor]).toEqual([true, 200, "200"]);
    expect((await queries.query(imagesQuery(api, viz, "solver-09999"))).images.map(({ name }) => name)).toEqual(["solver-09999-1.9"]);
    const narrow = chosen({ mode: "specific", allowed_images: ["solver-09998-1.8.sif", "nosuch"] });
    expect((await queries.query(imagesQuery(api, narrow, ""))).images.map(({ name }) => name)).toEqual(["solver-09998-1.8"]);
    const called = await queries.query(calledQuery(api, "solver-10000-1.0.sif"));
    expect(called).toHaveLength(1);
    expect(await queries.query(calledQuery(api, called[0]?.id ?? ""))).toEqual(called);
  });
});

describe("a job of a template", () => {
  it("says only what differs from the template", () => {
    expect(bodyOf("t", "d1", TRAINING, fields())).toEqual({ template_id: "t", template_digest: "d1", inputs: {}, overrides: {} });
    const changed = fields({
      name: " wing ",
      image: "a2",
      command: "evaluate",
      values: { time: "720", mem: " 128G ", gres: "", "env.EPOCHS": "20" },
      files: { train_script: file(), dataset: file({ uploadId: null, transferId: "t1" }) },
      script: "#!/bin/sh\r\ntrue\r\n",
      hold: true,
    });
    expect(bodyOf("t", "d1", TRAINING, changed)).toEqual({
      template_id: "t",
      template_digest: "d1",
      name: "wing",
      image_id: "a2",
      command: { template_id: "evaluate" },
      inputs: { train_script: "ab12" },
      overrides: { mem: "128G", "env.EPOCHS": "20" },
      script: "#!/bin/sh\ntrue\n",
      hold: true,
    });
    expect(worthKeeping(TRAINING, changed)).toEqual({ mem: "128G", "env.EPOCHS": "20" });
  });

  it("is looked at before it is sent", () => {
    const found = wrongIn(TRAINING, fields({ name: "a\nb", values: { time: "9-00", mem: "64G" }, files: { dataset: file({ name: "a.zip" }) }, script: "sleep 1" }), () => false);
    expect([...found.wrong]).toEqual(["name", "overrides.time", "script"]);
    expect([...found.missing]).toEqual(["inputs.train_script"]);
    expect([...found.underWay]).toEqual(["inputs.dataset"]);
    const sound = wrongIn(TRAINING, fields({ files: { train_script: file() } }), () => true);
    expect(sound.wrong.size + sound.missing.size + sound.underWay.size).toBe(0);
    expect([...wrongIn(TRAINING, fields({ files: { train_script: file({ name: "train.exe" }) } }), () => true).wrong]).toEqual(["inputs.train_script"]);
  });

  it("has fields for some of what can be wrong with it", () => {
    const shown = ["name", "image_id", "command", "inputs.train_script", "overrides.env.EPOCHS", "inputs.other", "overrides.nodes", "script"].filter((field) => hasField(TRAINING, fields(), field));
    expect(shown).toEqual(["name", "image_id", "command", "inputs.train_script", "overrides.env.EPOCHS"]);
    expect(hasField(TRAINING, fields({ script: "#!/bin/sh" }), "script")).toBe(true);
  });

  it("begins with what was used last, as far as it still fits", () => {
    expect(startOf(TRAINING, { mem: "128G", time: "9-00", "env.GONE": "1" }).values).toEqual({ time: "12:00:00", mem: "128G", gres: "gpu:a100:1", "env.EPOCHS": "10" });
    const other = { ...TRAINING, rules: [named("mem")], files: { ...TRAINING.files, optional: [] } };
    const kept = adapted(other, fields({ values: { mem: "32G", time: "1:00:00" }, files: { train_script: file(), dataset: file() } }));
    expect([Object.keys(kept.values), Object.keys(kept.files)]).toEqual([["mem"], ["train_script"]]);
  });

  it("is made of one that was", () => {
    const former: Submission = {
      id: 3,
      job_id: 4711,
      name: "wing",
      user: "kim",
      template: { id: "pytorch-training", name: "PyTorch", version: "1", digest: "d0" },
      image: { id: "a2", name: "pytorch_2.3.sif", digest: "e" },
      command: null,
      inputs: [
        { file_key: "train_script", name: "train.py", bytes: 12, upload_id: "ab12" },
        { file_key: "dataset", name: "d.zip", bytes: 12, upload_id: null },
      ],
      overrides: { "env.EPOCHS": 20, "env.GONE": "1" },
      folder: "/shared/jobs/kim/x",
      script: "#!/bin/bash\n",
      edited: false,
    };
    const again = fieldsOfSubmission(TRAINING, former, "/shared/jobs/kim/JOB_FOLDER");
    expect(again).toMatchObject({ name: "wing", image: "a2", command: "", script: null, values: { "env.EPOCHS": "20", time: "12:00:00" } });
    expect(Object.keys(again.values)).not.toContain("env.GONE");
    // One that nobody has any more stands there, to be chosen again.
    expect(again.files).toEqual({ train_script: { name: "train.py", bytes: 12, uploadId: "ab12", transferId: null }, dataset: { name: "d.zip", bytes: 12, uploadId: null, transferId: null } });
    expect(fieldsOfSubmission(FLOW, { ...former, name: "openfoam-cfd" }, "/p")).toMatchObject({ name: "", image: "" });
    const edited = { ...former, edited: true, script: "#!/bin/bash\ncd /shared/jobs/kim/x\n" };
    expect(fieldsOfSubmission(TRAINING, edited, "/shared/jobs/kim/JOB_FOLDER").script).toBe("#!/bin/bash\ncd /shared/jobs/kim/JOB_FOLDER\n");
  });

  it("is read back only when it is one", () => {
    expect(isDraft({ fields: fields({ files: { train_script: file() } }), pending: null })).toBe(true);
    expect(isDraft({ fields: fields(), pending: { key: "k", body: {} } })).toBe(true);
    const { hold, ...without } = fields();
    for (const other of [null, {}, { fields: without, pending: null, hold }, { fields: fields({ files: { x: {} as ChosenFile } }), pending: null }, { fields: fields(), pending: 1 }]) expect(isDraft(other)).toBe(false);
  });
});

it("the portal previews it, tells all problems by field, and makes one job for a key", async () => {
  const portal = new MockPortal();
  const api = createPortalApi(portal.browser(), "http://portal.test");
  await api.session.signIn("kim", "kim");
  const job = bodyOf("pytorch-training", "d1", TRAINING, fields({ values: { time: "1-00:00:00" } }));
  const preview = await api.cluster.preview(job);
  expect(preview.script).toContain("#SBATCH --time=1-00:00:00");
  expect(preview.problems.map(({ field, code }) => `${field} ${code}`)).toEqual(["inputs.train_script missing"]);
  await expect(api.cluster.preview({ ...job, template_digest: "d0" })).rejects.toMatchObject({ code: "template_changed" });
  const [one, again] = [await api.cluster.submit(job, "k1"), await api.cluster.submit(job, "k1")];
  expect([again.id, again.replayed]).toEqual([one.id, true]);
  expect((await api.cluster.job(one.id)).submission_id).toBe(1);
  expect([preview.usage.node_hours, preview.cost?.currency]).toEqual([12, "USD"]);
  portal.templateJobs.nodeHour = null;
  expect((await api.cluster.preview(job)).cost).toBeNull();
  const refused = new ApiProblem(400, { code: "job_has_problems", problems: [{ field: "name", code: "bad_name", message: "no" }] }, new Headers());
  expect([refused.problems[0]?.field, refused.fileProblems.length]).toEqual(["name", 0]);
});

it("a template is found by any of its words", () => {
  const row: TemplateRow = { template_id: "pytorch-training", category: "ml", source: "official", digest: "d", usable: true, template: { name: "deep-run", display_name: "PyTorch 학습", tags: ["gpu"] } };
  expect(["", "학습 GPU", "ML pytorch", "Deep-Run", "cfd", "undefined"].map((text) => hasAll(row, text))).toEqual([true, true, true, true, false, false]);
});

it("of more templates than a page holds one's own are there, and every one is found", async () => {
  const portal = new MockPortal();
  portal.templateJobs.many = 1500;
  portal.templateJobs.own = ["mine"];
  const api = createPortalApi(portal.browser(), "http://portal.test");
  await api.session.signIn("kim", "kim");
  const queries = new QueryClient();
  const first = await queries.query(templateRowsQuery(api, ""));
  expect([first.whole, first.templates.length, first.templates.at(-1)?.template_id]).toEqual([false, 1001, "mine"]);
  expect((await queries.query(templateRowsQuery(api, "gpu solver-1499"))).templates.map(({ template_id }) => template_id)).toEqual(["solver-1499"]);
});

it("a line of bash has its colours, and all of its letters", () => {
  const line = `apptainer exec '$HOME' "$IMAGE" \${N}#x # done`;
  const shaded = shadesOf(line);
  expect(shaded.map(({ text }) => text).join("")).toBe(line);
  expect(shaded.filter(({ shade }) => shade !== "plain")).toEqual([
    { shade: "text", text: "'$HOME'" },
    { shade: "variable", text: "$IMAGE" },
    { shade: "variable", text: "${N}" },
    { shade: "comment", text: "# done" },
  ]);
  expect(shadesOf("#SBATCH --time=1").map(({ shade }) => shade)).toEqual(["option"]);
});

it("the address says what it begins with", () => {
  expect(parseNewJobSearch({ template: "a.b-c_1", submission: 12, image: "a3f0" })).toEqual({ template: "a.b-c_1", submission: "12", image: "a3f0" });
  expect(parseNewJobSearch({ kind: "template", template: "../x", submission: "x" })).toEqual({ kind: "template" });
});
