/** Single sign-on that failed comes back to the portal page with a code. */

export const SIGN_IN_ERRORS = ["oidc_refused", "oidc_failed", "not_allowed", "name_taken", "account_disabled", "unavailable"] as const;
export type SignInError = (typeof SIGN_IN_ERRORS)[number];

/** Anything else is a code of a newer portal, or what somebody typed into a link: it gets general words, never its own. */
export function isSignInError(code: string): code is SignInError {
  return SIGN_IN_ERRORS.some((each) => each === code);
}

/** Takes the code out of the address, so that a reload or a shared link does not tell it again. */
export function takeSignInError(location: Location, history: History): string {
  const url = new URL(location.href);
  const code = url.searchParams.get("sign_in_error") ?? "";
  if (code === "") return "";
  url.searchParams.delete("sign_in_error");
  history.replaceState(history.state, "", url.pathname + url.search + url.hash);
  return code;
}
