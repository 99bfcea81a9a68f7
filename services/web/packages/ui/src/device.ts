/** What a browser or program says of itself (`User-Agent`), as people would call it. */

export interface Device {
  kind: "computer" | "phone" | "program" | "unknown";
  /** "Chrome", "curl"; "" when not known. */
  name: string;
  /** "Windows", "Android"; "" when not told. */
  system: string;
}

/** The first that fits counts: Edge and Opera also call themselves Chrome, and Chrome calls itself Safari. */
const BROWSERS: readonly [pattern: RegExp, name: string][] = [
  [/\bEdgA?(?:iOS)?\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\bWhale\//, "Whale"],
  [/\b(?:Firefox|FxiOS)\//, "Firefox"],
  [/\b(?:HeadlessChrome|Chrome|CriOS)\//, "Chrome"],
  [/\bVersion\/.*\bSafari\//, "Safari"],
];

const SYSTEMS: readonly [pattern: RegExp, name: string, phone: boolean][] = [
  [/\biPad\b/, "iPadOS", true],
  [/\biPhone\b/, "iOS", true],
  [/\bAndroid\b/, "Android", true],
  [/\bWindows\b/, "Windows", false],
  [/\bMac OS X\b|\bMacintosh\b/, "macOS", false],
  [/\bCrOS\b/, "ChromeOS", false],
  [/\bLinux\b|\bX11\b/, "Linux", false],
];

export function deviceOf(userAgent: string): Device {
  const [, system, phone] = SYSTEMS.find(([pattern]) => pattern.test(userAgent)) ?? [null, "", false];
  const [, browser] = BROWSERS.find(([pattern]) => pattern.test(userAgent)) ?? [null, undefined];
  if (browser !== undefined) return { kind: phone ? "phone" : "computer", name: browser, system };
  // Programs begin with their name: "curl/8.5.0", "python-requests/2.32".
  const program = /^[A-Za-z][\w.+-]{1,39}(?=\/|$)/.exec(userAgent)?.[0];
  if (program === undefined || program === "Mozilla") return { kind: "unknown", name: "", system };
  return { kind: "program", name: program, system };
}
