/** Sorted numbers as the events tell them: the first one whole, then differences. */
export function fromGaps(gaps: readonly number[] | undefined): number[] {
  let last = 0;
  return (gaps ?? []).map((gap) => (last += gap));
}
