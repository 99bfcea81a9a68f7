import type { Translation } from "@hpc/ui/i18n/namespaces.ts";
import type { en } from "./texts-en.ts";

export const ko: Translation<typeof en> = {
  asOf: "{{time}} 기준",
  old: "{{age}} 전 데이터",
  oldNote: "Slurm에서 더 새로운 정보를 받지 못했습니다. 지금 화면은 마지막으로 확인한 상태입니다.",
  polling: "{{seconds}}초마다 새로 고침",
  pollingNote: "실시간 갱신이 끊겨 있습니다. 다시 연결될 때까지 {{seconds}}초마다 새로 불러옵니다.",
  simulated: "시뮬레이션 데이터",
  simulatedNote: "실제 Slurm에 연결되어 있지 않습니다. job과 node는 만들어 낸 것이며, 여기서 하는 작업은 실제 클러스터에 영향을 주지 않습니다.",
  waiting_one: "변경 {{count}}건 보기",
  waiting_other: "변경 {{count}}건 보기",
  waitingNote: "마우스가 표 위에 있는 동안에는 행이 움직이지 않습니다.",
  pulse: {
    checking: "확인 중",
    good: "Slurm 정상",
    polling: "실시간 갱신 끊김",
    old: "Slurm 응답 지연",
    away: "Slurm 응답 없음",
    gone: "포털 응답 없음",
    none: "클러스터 미설정",
  },
  pulseNote: {
    checking: "클러스터 상태를 처음 확인하고 있습니다.",
    good: "Slurm이 응답하고 있으며 변경 사항이 바로 표시됩니다.",
    polling: "Slurm은 응답하지만 실시간 갱신이 오지 않습니다. 대신 {{seconds}}초마다 새로 불러옵니다.",
    old: "Slurm의 마지막 응답이 평소보다 오래되었습니다. 지금 화면은 마지막으로 확인한 상태입니다.",
    away: "Slurm이 응답하지 않습니다. 지금 화면은 마지막으로 확인한 상태입니다.",
    gone: "포털이 응답하지 않습니다. 지금 화면은 마지막으로 확인한 상태이며, 실행 중인 job에는 영향이 없습니다.",
    none: "이 포털에는 클러스터가 설정되어 있지 않습니다. 운영자가 설정할 수 있습니다.",
  },
};
