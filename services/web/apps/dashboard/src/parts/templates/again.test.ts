import type { Submission } from "@hpc/api/template-job-wire.ts";
import { FLOW, TRAINING } from "@hpc/mock-api/template-fixtures.ts";
import { expect, it } from "vitest";
import { lostInputs, sameJob, scriptAgain } from "./again.ts";

const former: Submission = {
  id: 3,
  job_id: 4711,
  name: "wing",
  user: "kim",
  template: { id: "t", name: "T", version: "1", digest: "d0" },
  image: { id: "a2", name: "pytorch_2.3.sif", digest: "e" },
  command: "evaluate",
  inputs: [{ file_key: "train_script", name: "train.py", bytes: 12, upload_id: "ab12" }],
  overrides: { "env.EPOCHS": 20 },
  folder: "/shared/jobs/kim/x",
  script: "#!/bin/bash\ncd '/shared/jobs/kim/x'\necho /shared/jobs/kim/x/a $&\n",
  edited: false,
};

it("the same job asks for the image only where the template leaves a choice", () => {
  expect(sameJob(TRAINING, former)).toEqual({ template_id: "t", name: "wing", image_id: "a2", command: { template_id: "evaluate" }, inputs: { train_script: "ab12" }, overrides: { "env.EPOCHS": "20" } });
  // Its id is that of a build, and there may be another one by now.
  expect(sameJob(FLOW, former)).not.toHaveProperty("image_id");
  expect(sameJob(TRAINING, { ...former, image: null, command: null })).toEqual({ template_id: "t", name: "wing", inputs: { train_script: "ab12" }, overrides: { "env.EPOCHS": "20" } });
});

it("a script that was edited is the same again, in another folder", () => {
  expect(scriptAgain(former, "/p")).toBeNull();
  expect(scriptAgain({ ...former, edited: true }, "/p/$&")).toBe("#!/bin/bash\ncd '/p/$&'\necho /p/$&/a $&\n");
  expect(scriptAgain({ ...former, edited: true, folder: "" }, "/p")).toBe(former.script);
});

it("files that came without an upload are lost", () => {
  const [there] = former.inputs;
  const lost = { file_key: "dataset", name: "d.zip", bytes: 12, upload_id: null };
  expect([lostInputs(former), lostInputs({ inputs: there === undefined ? [] : [there, lost] })]).toEqual([[], [lost]]);
});
