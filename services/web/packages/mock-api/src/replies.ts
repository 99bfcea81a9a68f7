/** How the portal in memory answers. */
let requests = 0;

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  const id = `mock-${String(++requests).padStart(6, "0")}`;
  return new Response(JSON.stringify(body), {
    status,
    headers: { "Content-Type": "application/json", "X-Request-Id": id, ...headers },
  });
}

export function failure(status: number, code: string, error: string, more: object = {}): Response {
  return json(status, { error, code, ...more });
}

export function tooMany(retryAfterSeconds: number): Response {
  return json(
    429,
    { error: "Rate limit exceeded", code: "rate_limited", retry_after: retryAfterSeconds, remaining: 0 },
    { "Retry-After": String(retryAfterSeconds) },
  );
}

export function busy(retryAfterSeconds: number): Response {
  return json(503, { error: "Too many chunks in hand", code: "busy" }, { "Retry-After": String(retryAfterSeconds) });
}
