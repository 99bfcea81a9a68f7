/** Runs what is asked for at once, and then at most once in a while, however often it is asked for. */
export class Paced {
  readonly #run: () => void;
  readonly #everyMs: () => number;
  readonly #now: () => number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #last = -Infinity;

  constructor(run: () => void, everyMs: () => number, now: () => number = () => performance.now()) {
    this.#run = run;
    this.#everyMs = everyMs;
    this.#now = now;
  }

  ask(): void {
    const wait = this.#last + this.#everyMs() - this.#now();
    if (wait <= 0) this.#go();
    else this.#timer ??= setTimeout(() => this.#go(), wait);
  }

  /** At once, whatever ran before. */
  now(): void {
    this.#go();
  }

  cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #go(): void {
    this.cancel();
    this.#last = this.#now();
    this.#run();
  }
}
