/** Refusals that have words of their own; the rest says what the server said. */
export const KNOWN_PROBLEMS = [
  "invalid_credentials",
  "password_elsewhere",
  "weak_password",
  "session_not_found",
  "key_not_found",
  "scope_not_yours",
  "too_many_keys",
  "name_taken",
  "user_not_found",
  "last_admin",
  "yourself",
  "groups_elsewhere",
] as const;

export function isKnownProblem(code: string): code is (typeof KNOWN_PROBLEMS)[number] {
  return KNOWN_PROBLEMS.some((each) => each === code);
}
