import type { Translation } from "@hpc/ui/i18n/namespaces.ts";
import type { en } from "./texts-en.ts";

export const ko: Translation<typeof en> = {
  title: "새 job",
  freeCpus: "지금 CPU {{all}}개 중 {{free}}개 사용 가능",
  freeGpus: "GPU {{all}}개 중 {{free}}개 사용 가능",
  atMost: "최대 {{time}}",
  startsNow: "지금 제출하면 partition {{partition}}의 {{nodes}}에서 바로 시작됩니다.",
  startsAt: "지금 제출하면 {{when}}({{time}}) partition {{partition}}의 {{nodes}}에서 시작될 예정입니다.",
  startsNote: "다른 job에 따라 Slurm의 계획은 바뀔 수 있습니다.",
  ways: {
    label: "job 작성 방법",
    script: "직접 작성",
    template: "템플릿으로 작성",
  },
};
