/** When a session is renewed, and when its end is announced. */

/** The end is announced this long before. */
const ANNOUNCE_MS = 60_000;
/** A token is renewed this long before it ends, or at half of a short life. */
const RENEW_MS = 120_000;
/** A renewal that failed is tried again after this. */
const AGAIN_MS = 20_000;
/** A token that lasts as long as its session, but for rounding, cannot be renewed any further. */
const ROUNDING_MS = 5_000;
const AFTER_MS = 1_000;
/** Timers stop while a computer sleeps, so that a long wait is done in parts. */
const LONGEST_WAIT_MS = 600_000;

/** Milliseconds since the epoch, by this computer's clock. */
export interface Times {
  begins: number;
  tokenEnds: number;
  /** The absolute end, which nothing moves. */
  sessionEnds: number;
}

export interface Ending {
  at: number;
  /** Whether asking the portal helps; otherwise only signing in again does. */
  renewable: boolean;
}

export function isRenewable({ tokenEnds, sessionEnds }: Times): boolean {
  return tokenEnds < sessionEnds - ROUNDING_MS;
}

/**
 * When to ask the portal. Tabs do it at different moments: `spread` is between 0 and 1.
 *
 * Where nothing is to be gained it is asked once the session is over, and says so.
 */
export function renewalDue(times: Times, spread: number): number {
  if (!isRenewable(times)) return times.sessionEnds + AFTER_MS;
  const lead = Math.min(RENEW_MS, (times.tokenEnds - times.begins) / 2);
  return times.tokenEnds - lead * (1 + spread / 2);
}

/**
 * When the end is announced: a minute before the session's, and before a token's when its renewal has failed until then.
 *
 * A token so short that it is renewed within its last minute leaves less time.
 */
export function announcementDue(times: Times): number {
  if (!isRenewable(times)) return times.sessionEnds - ANNOUNCE_MS;
  return times.tokenEnds - Math.min(ANNOUNCE_MS, (times.tokenEnds - times.begins) / 4);
}

export interface ClockOptions {
  renew(): void;
  /** Between 0 and 1. */
  random(): number;
  now(): number;
}

/** Renews in time and says when the end is near, for as long as it is set. */
export class SessionClock {
  readonly #options: ClockOptions;
  readonly #watchers = new Set<() => void>();
  #times: Times | null = null;
  #renewAt = Infinity;
  #ending: Ending | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: ClockOptions) {
    this.#options = options;
  }

  /** What to announce; null while there is nothing to say. */
  readonly ending = (): Ending | null => this.#ending;

  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  set(times: Times): void {
    this.#times = times;
    this.#renewAt = renewalDue(times, this.#options.random());
    this.look();
  }

  clear(): void {
    this.#times = null;
    clearTimeout(this.#timer);
    this.#announce(null);
  }

  /** Looks what is due now; called by its own timer, and when a computer wakes up. */
  look(): void {
    clearTimeout(this.#timer);
    const times = this.#times;
    if (times === null) return;
    const now = this.#options.now();
    const announceAt = announcementDue(times);
    if (now >= announceAt) this.#announce({ at: Math.min(times.tokenEnds, times.sessionEnds), renewable: isRenewable(times) });
    else this.#announce(null);
    if (now >= this.#renewAt) {
      this.#renewAt = now + AGAIN_MS;
      this.#options.renew();
    }
    const next = Math.min(this.#renewAt, announceAt > now ? announceAt : Infinity) - now;
    this.#timer = setTimeout(() => this.look(), Math.min(LONGEST_WAIT_MS, Math.max(100, next)));
  }

  #announce(ending: Ending | null): void {
    if (ending?.at === this.#ending?.at && ending?.renewable === this.#ending?.renewable) return;
    this.#ending = ending;
    for (const watcher of this.#watchers) watcher();
  }
}
