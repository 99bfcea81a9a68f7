/** Where to go after sign-in: `?next=` is taken only when it names a path of this very portal. */
export function safeNext(value: string | null | undefined): string | null {
  if (!value?.startsWith("/") || value.startsWith("//") || value.length > 2000) return null;
  // A backslash counts as a slash in URLs, and control characters are dropped from them: "/\t/host" leaves the portal.
  // eslint-disable-next-line no-control-regex -- exactly these are the danger
  if (/[\\\u0000-\u001f\u007f]/.test(value)) return null;
  const base = "https://portal.invalid";
  let url: URL;
  try {
    url = new URL(value, base);
  } catch {
    return null;
  }
  const path = url.pathname + url.search + url.hash;
  // "/." and "/.." may fold into "//host".
  if (url.origin !== base || path.startsWith("//") || url.pathname === "/") return null;
  return path;
}

/** The portal page, told to come back to where the person is. */
export function signInUrl(here: string): string {
  return safeNext(here) === null ? "/" : `/?next=${encodeURIComponent(here)}`;
}
