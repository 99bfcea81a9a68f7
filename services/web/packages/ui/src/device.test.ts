import { expect, it } from "vitest";
import { deviceOf } from "./device.ts";

const MOZILLA = "Mozilla/5.0";
const BLINK = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";

it.each([
  [`${MOZILLA} (Windows NT 10.0; Win64; x64) ${BLINK}`, "computer", "Chrome", "Windows"],
  [`${MOZILLA} (Windows NT 10.0; Win64; x64) ${BLINK} Edg/131.0.0.0`, "computer", "Edge", "Windows"],
  [`${MOZILLA} (Windows NT 10.0; Win64; x64) ${BLINK} Whale/4.29`, "computer", "Whale", "Windows"],
  [`${MOZILLA} (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15`, "computer", "Safari", "macOS"],
  [`${MOZILLA} (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0`, "computer", "Firefox", "Linux"],
  [`${MOZILLA} (Linux; Android 14; SM-S921N) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/27.0 Chrome/125.0 Mobile Safari/537.36`, "phone", "Samsung Internet", "Android"],
  [`${MOZILLA} (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/131.0 Mobile/15E148 Safari/604.1`, "phone", "Chrome", "iOS"],
  ["curl/8.5.0", "program", "curl", ""],
  ["python-requests/2.32.3", "program", "python-requests", ""],
  ["Go-http-client/1.1", "program", "Go-http-client", ""],
  [MOZILLA, "unknown", "", ""],
  ["", "unknown", "", ""],
  ["<script>alert(1)</script>", "unknown", "", ""],
])("%s is a %s: %s %s", (userAgent, kind, name, system) => {
  expect(deviceOf(userAgent)).toEqual({ kind, name, system });
});
