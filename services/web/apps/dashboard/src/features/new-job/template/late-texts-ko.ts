import type { Translation } from "@hpc/ui/i18n/namespaces.ts";
import type { late as english } from "./late-texts-en.ts";

export const late: Translation<typeof english> = {
  noForm: {
    missing: { title: "{{name}} 템플릿이 없습니다", text: "보관되었거나 이름이 바뀌었거나 다른 사용자의 템플릿입니다." },
    forgotten: { title: "job의 내용을 알 수 없습니다", text: "다른 사용자의 job이거나 포털에 더 이상 기록이 없습니다." },
    unusable: { title: "{{name}}(으)로는 job을 만들 수 없습니다", text: "템플릿 파일에 오류가 있습니다. 수정 권한이 있는 사용자는 템플릿 페이지에서 오류를 볼 수 있습니다." },
    choose: "템플릿 선택",
  },
  choice: {
    title: "템플릿 선택",
    search: "템플릿 검색",
    none: "아직 템플릿이 없습니다",
    noneText: "템플릿은 프로그램 실행을 위해 미리 만들어 둔 양식입니다. 파일을 고르고 제출하면 됩니다. 필요한 템플릿은 운영자에게 요청해 주세요.",
    noneFound: "검색어가 들어 있는 템플릿이 없습니다.",
    more: "목록에 없는 템플릿이 더 있습니다. 검색해 보세요.",
  },
  imageSearch: {
    label: "이미지 검색",
    more: "목록에 없는 이미지가 더 있습니다. 검색해 보세요.",
    none: "템플릿이 허용하는 이미지 중에 이 이름은 없습니다.",
  },
  source: { official: "공식", community: "공유", private: "개인" },
  pick: {
    title: "내 업로드에서 선택: {{name}}",
    search: "내 업로드 검색",
    none: "완료된 업로드가 없습니다.",
    noneFound: "이 이름의 업로드가 없습니다.",
    more: "더 있습니다. 이름으로 검색해 보세요.",
  },
  usage: {
    atMost: "최대 {{what}}",
    nodeHours_one: "{{hours}} node·시간",
    nodeHours_other: "{{hours}} node·시간",
    gibHours_one: "{{hours}} GiB·시간",
    gibHours_other: "{{hours}} GiB·시간",
    for: "시간 제한까지 실행할 때: {{nodes}} × {{memory}}, {{time}}",
    allMemory: "메모리 전체",
    prices: "이 클러스터의 단가 기준: {{parts}}.",
    ofNodes: "node {{money}}",
    ofMemory: "메모리 {{money}}",
  },
  changed: "그사이에 템플릿이 바뀌었습니다. 입력한 내용은 그대로 있으니 새 버전을 확인한 뒤 제출해 주세요.",
  reload: "새 버전 보기",
  undecided: "응답을 받지 못해 job이 제출되었는지 아직 알 수 없습니다. “확인하기”를 누르면 다시 물어보며, job이 두 개 생기는 일은 없습니다.",
  someWrong_one: "확인이 필요한 항목이 {{count}}개 있습니다.",
  someWrong_other: "확인이 필요한 항목이 {{count}}개 있습니다.",
  tooLong: "{{partition}}에서는 job을 최대 {{time}}까지 실행할 수 있습니다. 이대로면 시작되지 않거나 거부됩니다.",
  notTaken: {
    one: "파일은 하나만 넣을 수 있습니다. 여러 개라면 압축해 주세요.",
    extension: "{{allowed}} 파일만 넣을 수 있습니다",
    large: "여기서 허용하는 {{limit}}보다 큽니다",
  },
};
