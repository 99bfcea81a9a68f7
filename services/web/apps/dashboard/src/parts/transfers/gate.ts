/** The server limits each kind of call by itself. When it says "later", it says so to all transfers. */
export type Rule = "init" | "chunk" | "complete" | "read";

export class Gate {
  readonly #openAt = new Map<Rule, number>();

  closeUntil(rule: Rule, atMs: number): void {
    this.#openAt.set(rule, Math.max(this.#openAt.get(rule) ?? 0, atMs));
  }

  /** Milliseconds until one may pass. */
  waitMs(rule: Rule, nowMs: number): number {
    return Math.max(0, (this.#openAt.get(rule) ?? 0) - nowMs);
  }
}
