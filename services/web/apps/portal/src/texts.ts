import type { Translation } from "@hpc/ui/i18n/namespaces.ts";

export const en = {
  services: "Services",
  servicesNone: "No service is open to you yet",
  servicesNoneText: "Your account belongs to no group that may use one. Ask your cluster’s operator to add you.",
  signOut: "Sign out",
  sso: "Sign in with your organisation",
  or: "or",
  news: "From your operators",
  continueTo: "Sign in to go on to {{path}}",
};

export const ko: Translation<typeof en> = {
  services: "서비스",
  servicesNone: "아직 사용할 수 있는 서비스가 없습니다",
  servicesNoneText: "서비스를 사용할 수 있는 그룹에 속해 있지 않습니다. 클러스터 운영자에게 그룹 추가를 요청해 주세요.",
  signOut: "로그아웃",
  sso: "조직 계정으로 로그인",
  or: "또는",
  news: "운영자 공지",
  continueTo: "로그인하면 {{path}}(으)로 이동합니다",
};

declare module "@hpc/ui/i18n/namespaces.ts" {
  interface TextNamespaces {
    portal: typeof en;
  }
}
