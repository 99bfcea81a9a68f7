import type { Translation } from "@hpc/ui/i18n/namespaces.ts";
import type { en } from "./texts-en.ts";

export const ko: Translation<typeof en> = {
  summary: {
    idle: "유휴",
    mixed: "일부 사용 중",
    allocated: "사용 중",
    draining: "drain 중",
    drained: "drain 완료",
    down: "다운",
    unknown: "알 수 없음",
    future: "추가 예정",
  },
  of: "{{whole}} 중 {{part}}",
};
