import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { PortalSocket } from "./socket.ts";

/** A WebSocket that does what the test says. */
class FakeWebSocket {
  static all: FakeWebSocket[] = [];
  readyState = 0;
  sent: Record<string, unknown>[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  constructor() {
    FakeWebSocket.all.push(this);
  }
  send(text: string) {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }
  close() {
    this.readyState = 3;
  }
  opens() {
    this.readyState = 1;
    this.onopen?.();
  }
  says(frame: object) {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
  breaks(code = 1006) {
    this.readyState = 3;
    this.onclose?.({ code });
  }
}

function setUp(renew = () => Promise.resolve(true)) {
  const socket = new PortalSocket({ open: () => new FakeWebSocket() as unknown as WebSocket, renew, token: () => "t", random: () => 1 });
  const got: string[] = [];
  socket.listen("uploads", { message: ({ type }) => got.push(type), resync: () => got.push("resync") });
  socket.start();
  return { socket, got, last: () => FakeWebSocket.all.at(-1) as FakeWebSocket };
}

beforeEach(() => {
  vi.useFakeTimers();
  FakeWebSocket.all = [];
});
afterEach(() => void vi.useRealTimers());

describe("the shared socket", () => {
  it("after a break asks for what it missed", async () => {
    const { got, last } = setUp();
    last().opens();
    expect(last().sent).toEqual([{ type: "subscribe", channel: "uploads" }]);
    last().says({ type: "subscribed", channel: "uploads", seq: 5, epoch: "e1" });
    last().says({ type: "upload_progress", channel: "uploads", seq: 6, data: {} });
    last().breaks();
    await vi.advanceTimersByTimeAsync(1000);
    last().opens();
    expect(last().sent).toEqual([{ type: "subscribe", channel: "uploads", since: 6, epoch: "e1" }]);
    last().says({ type: "subscribed", channel: "uploads", seq: 7, epoch: "e1" });
    last().says({ type: "upload_complete", channel: "uploads", seq: 7, data: {} });
    expect(got).toEqual(["upload_progress", "upload_complete"]);
  });

  it("has everything fetched anew after a resync, a new epoch or a gap", () => {
    const { got, last } = setUp();
    last().opens();
    last().says({ type: "subscribed", channel: "uploads", seq: 5, epoch: "e1" });
    last().says({ type: "resync", channel: "uploads", seq: 9, epoch: "e1" });
    last().says({ type: "subscribed", channel: "uploads", seq: 1, epoch: "e2" });
    last().says({ type: "upload_progress", channel: "uploads", seq: 4, data: {} });
    expect(got).toEqual(["resync", "resync", "resync", "upload_progress"]);
  });

  it("comes back ever more slowly, and at once when the network does", async () => {
    const { socket, last } = setUp();
    for (const wait of [1000, 2000, 4000]) {
      const before = FakeWebSocket.all.length;
      last().breaks();
      await vi.advanceTimersByTimeAsync(wait - 1);
      expect(FakeWebSocket.all).toHaveLength(before);
      await vi.advanceTimersByTimeAsync(1);
      expect(FakeWebSocket.all).toHaveLength(before + 1);
    }
    last().breaks();
    socket.wake();
    expect(socket.state()).toBe("connecting");
  });

  it("when refused renews the session and says the token", async () => {
    const { socket, last } = setUp();
    last().opens();
    last().breaks(1008);
    await vi.advanceTimersByTimeAsync(1000);
    last().opens();
    expect(last().sent[0]).toEqual({ type: "auth", token: "t" });
    expect(socket.state()).toBe("open");
  });

  it("stays off when there is no session any more", async () => {
    const { socket, last } = setUp(() => Promise.resolve(false));
    last().breaks(1008);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(socket.state()).toBe("off");
    expect(FakeWebSocket.all).toHaveLength(1);
  });

  it("drops a connection that answers no ping", async () => {
    const { socket, last } = setUp();
    last().opens();
    await vi.advanceTimersByTimeAsync(25_000);
    expect(last().sent.at(-1)).toEqual({ type: "ping" });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(socket.state()).toBe("waiting");
  });

  it("survives frames that are no JSON and channels nobody asked for", () => {
    const { got, last } = setUp();
    last().opens();
    last().onmessage?.({ data: "<html>" });
    last().says({ type: "initial_data", data: {} });
    last().says({ type: "alert", channel: "alerts", seq: 1 });
    expect(got).toEqual([]);
  });
});
