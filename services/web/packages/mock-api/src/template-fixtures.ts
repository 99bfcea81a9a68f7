/** Two templates and what they mean, and images. Development and unit tests only; the portal reads the files themselves. */
import type { ImageRow, JobTemplate, Rule, TemplateInput } from "@hpc/api/template-job-wire.ts";

const NOTHING = { ko: null, en: null };
const MIB = 1024 ** 2;

export function ruleOf(key: string, type: Rule["type"], more: Partial<Rule> = {}): Rule {
  return { key, type, choices: [], label: NOTHING, help: NOTHING, ...more };
}

export function inputOf(file_key: string, name: string, more: Partial<TemplateInput> = {}): TemplateInput {
  return { file_key, name, description: "", kind: "file", max_size: null, extensions: [], ...more };
}

export const TRAINING: JobTemplate = {
  metadata: { id: "pytorch-training", name: "pytorch-training", display_name: "PyTorch 학습", description: "학습 스크립트를 GPU node에서 실행합니다.\nTrains a model on one GPU node.\n", version: "1.2.0" },
  slurm: { partition: "gpu", nodes: 1, ntasks: 1, time: "12:00:00", cpus_per_task: 8, memory: "64G", gres: "gpu:a100:1", constraint: null, qos: null, account: null, gpus: null },
  apptainer: { image: { chosen: { mode: "specific", partition: null, allowed_images: ["pytorch_2.3.sif", "pytorch_2.4.sif"], default_image: "pytorch_2.4.sif", required: true } }, env: [["EPOCHS", "10"]] },
  files: {
    required: [inputOf("train_script", "학습 스크립트", { description: "실행할 파이썬 파일", max_size: 10 * MIB, extensions: [".py"] })],
    optional: [inputOf("dataset", "데이터셋", { max_size: 50 * 1024 * MIB, extensions: [".tar.gz", ".zip"] })],
    outputs: ["results/*.pt"],
  },
  script: { pre_exec: null, main_exec: 'apptainer exec --nv "$APPTAINER_IMAGE" python "$FILE_TRAIN_SCRIPT" --epochs "$EPOCHS"\n', post_exec: null },
  rules: [
    ruleOf("time", "time", { max: "2-00:00:00", min: null }),
    ruleOf("mem", "memory", { min: "8G", max: "256G" }),
    ruleOf("gres", "word", { choices: ["gpu:a100:1", "gpu:a100:2", "gpu:a100:4"] }),
    ruleOf("env.EPOCHS", "int", { min: 1, max: 500, label: { ko: "에포크", en: "Epochs" }, help: { ko: "반복 횟수", en: "How often" } }),
  ],
};

export const FLOW: JobTemplate = {
  ...TRAINING,
  metadata: { id: "openfoam-cfd", name: "openfoam-cfd", display_name: "OpenFOAM 유동 해석", description: "Solves a packed OpenFOAM case in parallel.", version: "1.0.0" },
  slurm: { ...TRAINING.slurm, partition: "cpu", nodes: 2, ntasks: 128, time: "1-00:00:00", memory: "120G", gres: null, cpus_per_task: null },
  apptainer: { image: { fixed: "openfoam_v2312.sif" }, env: [] },
  files: { required: [inputOf("case_archive", "case", { extensions: [".tar.gz"] })], optional: [], outputs: [] },
  script: { pre_exec: 'tar -xzf "$FILE_CASE_ARCHIVE"\n', main_exec: 'srun apptainer exec "$APPTAINER_IMAGE" simpleFoam -parallel\n', post_exec: "touch result.foam\n" },
  rules: [ruleOf("time", "time", { max: "3-00:00:00" }), ruleOf("nodes", "count", { min: 1, max: 16 })],
};

export const IMAGES: ImageRow[] = [
  image("a1", "openfoam_v2312.sif", "compute"),
  image("a2", "pytorch_2.3.sif", "compute"),
  image("a3", "pytorch_2.4.sif", "compute", [{ template_id: "evaluate", display_name: "Evaluate a model", description: "Runs the model on the data, and trains nothing." }]),
  image("a4", "paraview.sif", "viz"),
];

function image(id: string, name: string, partition: string, command_templates: ImageRow["command_templates"] = []): ImageRow {
  return { id, name, partition, version: "1.0", description: `${name} of the registry`, given_id: null, command_templates };
}
