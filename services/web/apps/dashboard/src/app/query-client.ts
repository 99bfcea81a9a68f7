import { ApiProblem, SignedOut } from "@hpc/api/problem.ts";
import { QueryClient } from "@tanstack/react-query";

/** Reads are tried again on trouble that passes; a 4xx does not pass. The last data stays on screen meanwhile. */
export function queryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        retry: (failures, error) => failures < 3 && mayPass(error),
        retryDelay: (failures, error) =>
          error instanceof ApiProblem && error.retryAfterMs !== undefined ? error.retryAfterMs : 1000 * 2 ** failures,
      },
    },
  });
}

function mayPass(error: unknown): boolean {
  if (error instanceof SignedOut) return false;
  return !(error instanceof ApiProblem) || error.status >= 500 || error.status === 429;
}
