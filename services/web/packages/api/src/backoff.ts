/** Exponential back-off with full jitter: spread evenly between half of the ceiling and the ceiling. */
export function backoffMs(attempt: number, random: () => number, firstMs = 1000, capMs = 30_000): number {
  const ceiling = Math.min(capMs, firstMs * 2 ** Math.min(attempt, 30));
  return Math.round(ceiling / 2 + (random() * ceiling) / 2);
}
