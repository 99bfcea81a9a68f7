/**
 * Speed from confirmed chunks, and a time left that does not jump.
 *
 * Confirmations come in bursts, so the rate is a moving average weighted by time: each interval between two
 * confirmations counts with the time it took, and old ones fade with a time constant of 15 seconds. The start is
 * corrected for the average not being full yet.
 */
const TAU_SECONDS = 15;
/** Silence this long is normal between chunks; after it the rate fades. */
const GRACE_SECONDS = 8;
const STALLED_SECONDS = 60;

export class SpeedMeter {
  #startedAt = 0;
  #lastAt = 0;
  #rate = 0;

  constructor(nowMs: number) {
    this.restart(nowMs);
  }

  /** Forgets the past, as after a pause. */
  restart(nowMs: number): void {
    this.#startedAt = nowMs;
    this.#lastAt = nowMs;
    this.#rate = 0;
  }

  confirmed(bytes: number, nowMs: number): void {
    const seconds = Math.max(0.001, (nowMs - this.#lastAt) / 1000);
    const kept = Math.exp(-seconds / TAU_SECONDS);
    this.#rate = this.#rate * kept + (bytes / seconds) * (1 - kept);
    this.#lastAt = Math.max(nowMs, this.#lastAt);
  }

  /** Bytes a second, or null when nothing is known yet or nothing has arrived for a minute. */
  bytesPerSecond(nowMs: number): number | null {
    const full = 1 - Math.exp(-(this.#lastAt - this.#startedAt) / 1000 / TAU_SECONDS);
    const silence = (nowMs - this.#lastAt) / 1000;
    if (full <= 0 || silence > STALLED_SECONDS) return null;
    return (this.#rate / full) * Math.exp(-Math.max(0, silence - GRACE_SECONDS) / TAU_SECONDS);
  }

  /** Whole seconds, coarser the farther away; null when it cannot be said. */
  secondsLeft(bytesLeft: number, nowMs: number): number | null {
    const rate = this.bytesPerSecond(nowMs);
    if (rate === null || rate < 1 || nowMs - this.#startedAt < 2000) return null;
    const seconds = bytesLeft / rate;
    const step = seconds < 20 ? 1 : seconds < 60 ? 5 : seconds < 600 ? 15 : 60;
    return Math.ceil(seconds / step - 0.05) * step;
  }
}
