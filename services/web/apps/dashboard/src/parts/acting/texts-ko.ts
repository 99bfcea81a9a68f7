import type { Translation } from "@hpc/ui/i18n/namespaces.ts";
import type { en } from "./texts-en.ts";

export const ko: Translation<typeof en> = {
  notDone_one: "처리하지 못했습니다: {{why}}",
  notDone_other: "{{count}}개를 처리하지 못했습니다: {{why}}",
  problem: {
    not_your_job: "다른 사용자의 job입니다. 소유자나 운영자만 할 수 있습니다.",
    operators_only: "클러스터 운영자만 할 수 있습니다. 운영자에게 요청해 주세요.",
    not_a_cluster_user: "클러스터에 없는 계정입니다. 어떤 계정을 써야 하는지 운영자에게 문의해 주세요.",
    job_not_found: "Slurm에 더 이상 없는 job입니다.",
    node_not_found: "Slurm에 더 이상 없는 node입니다.",
    slurm_not_found: "Slurm에 더 이상 없습니다.",
    slurm_refused: "Slurm이 거부했습니다: {{said}}",
    not_allowed: "이 계정으로는 할 수 없습니다: {{said}}",
    slurm_unavailable: "Slurm이 응답하지 않아 아무것도 바뀌지 않았습니다. 잠시 후 다시 시도해 주세요.",
    slurm_not_configured: "이 클러스터에서는 할 수 없습니다.",
    busy: "Slurm을 기다리는 요청이 너무 많아 아무것도 바뀌지 않았습니다. 잠시 후 다시 시도해 주세요.",
    unknown: "Slurm의 응답을 받지 못했습니다. 이미 처리되었을 수 있으니 상태를 확인한 뒤 다시 시도해 주세요.",
  },
};
