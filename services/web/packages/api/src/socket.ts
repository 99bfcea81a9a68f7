/**
 * One WebSocket for the whole tab, shared by everyone who wants a channel.
 *
 * It remembers `seq` and `epoch` of each channel, so that after a break the server sends what was missed or says
 * `resync`, upon which the listener fetches anew.
 */
import { backoffMs } from "./backoff.ts";

export type SocketState = "connecting" | "open" | "waiting" | "off";

export interface ChannelMessage {
  type: string;
  channel: string;
  data: unknown;
}

export interface ChannelListener {
  message(message: ChannelMessage): void;
  /** What was missed is no longer kept (or this is the first connection after a break): fetch anew. */
  resync(): void;
  /** From now on nothing is missed: what was fetched before may lack what happened in between. */
  subscribed?(): void;
}

interface Frame {
  type?: string;
  channel?: string;
  seq?: number;
  epoch?: string;
  code?: string;
  data?: unknown;
}

interface Channel {
  seq: number | undefined;
  epoch: string | undefined;
  confirmed: boolean;
  listeners: Set<ChannelListener>;
}

export interface SocketOptions {
  open(): WebSocket;
  /** Renews the session after a refused connection; false leaves the socket off. */
  renew(): Promise<boolean>;
  token(): string | null;
  random?: () => number;
}

const PING_MS = 25_000;
const ANSWER_WITHIN_MS = 10_000;

export class PortalSocket {
  readonly #options: SocketOptions;
  readonly #channels = new Map<string, Channel>();
  readonly #watchers = new Set<() => void>();
  #socket: WebSocket | null = null;
  #state: SocketState = "off";
  #wanted = false;
  #attempt = 0;
  #sayToken = false;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #ping: ReturnType<typeof setInterval> | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;

  constructor(options: SocketOptions) {
    this.#options = options;
  }

  readonly state = (): SocketState => this.#state;

  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  start(): void {
    this.#wanted = true;
    if (this.#socket === null) this.#connect();
  }

  stop(): void {
    this.#wanted = false;
    clearTimeout(this.#retry);
    this.#socket?.close(1000);
    this.#drop("off");
  }

  /** Tries again now, for example when the browser says that the network is back. */
  wake(): void {
    if (!this.#wanted || this.#socket !== null) return;
    this.#attempt = 0;
    this.#connect();
  }

  listen(name: string, listener: ChannelListener): () => void {
    const known = this.#channels.get(name);
    const channel = known ?? { seq: undefined, epoch: undefined, confirmed: false, listeners: new Set() };
    channel.listeners.add(listener);
    if (known === undefined) {
      this.#channels.set(name, channel);
      if (this.#state === "open") this.#subscribe(name, channel);
    } else if (known.confirmed) {
      listener.subscribed?.();
    }
    return () => {
      channel.listeners.delete(listener);
      if (channel.listeners.size > 0) return;
      this.#channels.delete(name);
      if (this.#state === "open") this.#send({ type: "unsubscribe", channel: name });
    };
  }

  #connect(): void {
    clearTimeout(this.#retry);
    this.#set("connecting");
    const socket = this.#options.open();
    this.#socket = socket;
    socket.onopen = () => {
      if (this.#sayToken) this.#send({ type: "auth", token: this.#options.token() });
      this.#set("open");
      for (const [name, channel] of this.#channels) this.#subscribe(name, channel);
      this.#ping = setInterval(() => this.#sendPing(), PING_MS);
    };
    socket.onmessage = (event) => this.#receive(String(event.data));
    socket.onclose = (event) => {
      if (this.#socket === socket) this.#closed(event.code);
    };
  }

  #closed(code: number): void {
    this.#drop(this.#wanted ? "waiting" : "off");
    if (!this.#wanted) return;
    // Refused: the session may have been ended elsewhere. That is asked at once, so that one learns of it within a second.
    const renewed = code === 1008 ? this.#renewed() : Promise.resolve(true);
    const delay = backoffMs(this.#attempt++, this.#options.random ?? Math.random);
    this.#retry = setTimeout(() => void renewed.then((good) => this.#again(good)), delay);
  }

  async #renewed(): Promise<boolean> {
    this.#sayToken = true;
    const good = await this.#options.renew().catch(() => true);
    if (!good) this.stop();
    return good;
  }

  #again(good: boolean): void {
    if (good && this.#wanted && this.#socket === null) this.#connect();
  }

  #receive(text: string): void {
    clearTimeout(this.#silence);
    const frame = parse(text);
    if (frame?.channel === undefined) return;
    const channel = this.#channels.get(frame.channel);
    if (channel === undefined) return;
    this.#attempt = 0;
    if (frame.type === "subscribed" || frame.type === "resync") {
      // A different epoch means that the server counts anew: what was missed cannot be known.
      const missed = frame.type === "resync" || (channel.epoch !== undefined && channel.epoch !== frame.epoch);
      if (frame.type === "resync" || channel.epoch !== frame.epoch) channel.seq = frame.seq;
      channel.epoch = frame.epoch;
      channel.confirmed = true;
      for (const listener of channel.listeners) {
        if (missed) listener.resync();
        else listener.subscribed?.();
      }
      return;
    }
    if (frame.seq !== undefined) {
      const gap = channel.seq !== undefined && frame.seq > channel.seq + 1;
      channel.seq = frame.seq;
      if (gap) for (const listener of channel.listeners) listener.resync();
    }
    const message = { type: frame.type ?? "", channel: frame.channel, data: frame.data };
    for (const listener of channel.listeners) listener.message(message);
  }

  #subscribe(name: string, { seq, epoch }: Channel): void {
    const since = seq === undefined || epoch === undefined ? {} : { since: seq, epoch };
    this.#send({ type: "subscribe", channel: name, ...since });
  }

  /** A half-open connection answers no ping: drop it rather than show stale figures as live ones. */
  #sendPing(): void {
    this.#send({ type: "ping" });
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => {
      this.#socket?.close();
      this.#closed(1006);
    }, ANSWER_WITHIN_MS);
  }

  #send(value: object): void {
    if (this.#socket?.readyState === 1) this.#socket.send(JSON.stringify(value));
  }

  #drop(state: SocketState): void {
    clearInterval(this.#ping);
    clearTimeout(this.#silence);
    this.#socket = null;
    for (const channel of this.#channels.values()) channel.confirmed = false;
    this.#set(state);
  }

  #set(state: SocketState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const watcher of this.#watchers) watcher();
  }
}

function parse(text: string): Frame | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : null;
  } catch {
    return null;
  }
}
