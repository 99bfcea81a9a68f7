/** When the server says "later", it says so to all transfers: they wait at one gate. */
export class Gate {
  #openAt = 0;

  closeUntil(atMs: number): void {
    this.#openAt = Math.max(this.#openAt, atMs);
  }

  /** Milliseconds until one may pass. */
  waitMs(nowMs: number): number {
    return Math.max(0, this.#openAt - nowMs);
  }
}
