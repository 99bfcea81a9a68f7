import type { Translation } from "@hpc/ui/i18n/namespaces.ts";

export const en = {
  services: "Services",
  servicesNone: "No service is open to you yet",
  servicesNoneText: "Your account belongs to no group that may use one. Ask your cluster’s operator to add you.",
  signOut: "Sign out",
  signedInAs: "Signed in as {{name}}",
  signInError: {
    oidc_refused: "Your organisation’s sign-in refused the request, or it was cancelled there. Try again, and ask your organisation’s IT if it stays.",
    oidc_failed: "The sign-in could not be completed. It may have taken too long, or was begun in another window. Try again.",
    not_allowed: "You are signed in at your organisation, but your account may not use this portal. Ask your cluster’s operator to let you in.",
    name_taken: "Another account here has your user name already. Ask your cluster’s operator to connect or rename it.",
    account_disabled: "Your account is disabled here. Ask your cluster’s operator.",
    unavailable: "Your organisation’s sign-in does not answer. Try again in a minute.",
    other: "The sign-in could not be completed. Try again.",
  },
  news: "From your operators",
  continueTo: "Sign in to go on to {{path}}",
};

export const ko: Translation<typeof en> = {
  services: "서비스",
  servicesNone: "아직 사용할 수 있는 서비스가 없습니다",
  servicesNoneText: "서비스를 사용할 수 있는 그룹에 속해 있지 않습니다. 클러스터 운영자에게 그룹 추가를 요청해 주세요.",
  signOut: "로그아웃",
  signedInAs: "{{name}} 계정으로 로그인됨",
  signInError: {
    oidc_refused: "조직의 로그인 서비스가 요청을 거절했거나 로그인이 취소되었습니다. 다시 시도해 보고, 계속되면 조직의 IT 담당자에게 문의해 주세요.",
    oidc_failed: "로그인을 마치지 못했습니다. 시간이 너무 오래 걸렸거나 다른 창에서 시작한 로그인일 수 있습니다. 다시 시도해 주세요.",
    not_allowed: "조직 계정은 확인되었지만 이 포털을 사용할 권한이 없습니다. 클러스터 운영자에게 사용 권한을 요청해 주세요.",
    name_taken: "같은 사용자 이름을 쓰는 다른 계정이 이미 있습니다. 클러스터 운영자에게 계정 연결이나 이름 변경을 요청해 주세요.",
    account_disabled: "이 포털에서 비활성화된 계정입니다. 클러스터 운영자에게 문의해 주세요.",
    unavailable: "조직의 로그인 서비스가 응답하지 않습니다. 잠시 후 다시 시도해 주세요.",
    other: "로그인을 마치지 못했습니다. 다시 시도해 주세요.",
  },
  news: "운영자 공지",
  continueTo: "로그인하면 {{path}}(으)로 이동합니다",
};

declare module "@hpc/ui/i18n/namespaces.ts" {
  interface TextNamespaces {
    portal: typeof en;
  }
}
