import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { announcementDue, isRenewable, renewalDue, SessionClock, type Times } from "./session-clock.ts";

const MINUTE = 60_000;
const hour: Times = { begins: 0, tokenEnds: 60 * MINUTE, sessionEnds: 600 * MINUTE };

describe("when", () => {
  it("a token is renewed some minutes before its end, by each tab at its own moment", () => {
    expect(renewalDue(hour, 0)).toBe(58 * MINUTE);
    expect(renewalDue(hour, 1)).toBe(57 * MINUTE);
    expect(renewalDue({ ...hour, tokenEnds: 2 * MINUTE }, 0)).toBe(MINUTE);
  });

  it("the end is announced a minute before, be it the session's own or for want of a renewal", () => {
    expect(announcementDue(hour)).toBe(59 * MINUTE);
    const last = { ...hour, tokenEnds: 600 * MINUTE };
    expect(isRenewable(last)).toBe(false);
    expect(announcementDue(last)).toBe(599 * MINUTE);
    expect(renewalDue(last, 0.5)).toBeGreaterThan(600 * MINUTE);
  });
});

describe("the clock of a session", () => {
  beforeEach(() => vi.useFakeTimers({ now: 0 }));
  afterEach(() => vi.useRealTimers());

  function clock(renew: () => void = () => undefined) {
    return new SessionClock({ renew, random: () => 0, now: () => Date.now() });
  }

  it("renews, and goes on trying while the portal does not answer", () => {
    const renew = vi.fn();
    clock(renew).set(hour);
    vi.advanceTimersByTime(58 * MINUTE - 1);
    expect(renew).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(renew).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(MINUTE);
    expect(renew).toHaveBeenCalledTimes(4);
  });

  it("announces an end that asking may still put off, and takes it back when it was put off", () => {
    const session = clock();
    session.set(hour);
    vi.advanceTimersByTime(59 * MINUTE);
    expect(session.ending()).toEqual({ at: 60 * MINUTE, renewable: true });
    session.set({ begins: Date.now(), tokenEnds: 119 * MINUTE, sessionEnds: hour.sessionEnds });
    expect(session.ending()).toBeNull();
  });

  it("announces the end that nothing moves, and asks once it is there", () => {
    const renew = vi.fn();
    const told = vi.fn();
    const session = clock(renew);
    session.watch(told);
    session.set({ begins: 0, tokenEnds: 10 * MINUTE, sessionEnds: 10 * MINUTE });
    vi.advanceTimersByTime(9 * MINUTE);
    expect(session.ending()).toEqual({ at: 10 * MINUTE, renewable: false });
    expect(told).toHaveBeenCalledTimes(1);
    expect(renew).not.toHaveBeenCalled();
    vi.advanceTimersByTime(MINUTE + 1000);
    expect(renew).toHaveBeenCalledTimes(1);
  });

  it("says nothing any more once it is cleared", () => {
    const renew = vi.fn();
    const session = clock(renew);
    session.set(hour);
    session.clear();
    vi.advanceTimersByTime(600 * MINUTE);
    expect(renew).not.toHaveBeenCalled();
    expect(session.ending()).toBeNull();
  });
});
