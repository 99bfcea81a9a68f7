import type { Translation } from "@hpc/ui/i18n/namespaces.ts";
import type { en } from "./texts-en.ts";

export const ko: Translation<typeof en> = {
  what: "‘{{title}}’ 설명 보기",
  advice: "이렇게 해 보세요",
  unlimited: "제한 없음",
  everybody: "모두",
  tres: {
    cpu_one: "CPU {{count}}개",
    cpu_other: "CPU {{count}}개",
    node_one: "node {{count}}개",
    node_other: "node {{count}}개",
    gpu_one: "GPU {{count}}개",
    gpu_other: "GPU {{count}}개",
    kind_one: "{{kind}} GPU {{count}}개",
    kind_other: "{{kind}} GPU {{count}}개",
    mem: "메모리 {{size}}",
    billing: "billing {{count}}",
    energy: "{{count}} J",
    other: "{{name}} {{count}}개",
    minutes: "{{kind}}×분 {{amount}}",
    memoryKind: "MiB",
  },
};
