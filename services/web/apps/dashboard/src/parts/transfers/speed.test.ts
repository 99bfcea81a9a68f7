import { describe, expect, it } from "vitest";
import { SpeedMeter } from "./speed.ts";

const MIB = 1024 * 1024;

describe("the speed", () => {
  it("is unknown before the first confirmation", () => {
    const meter = new SpeedMeter(0);
    expect(meter.bytesPerSecond(1000)).toBeNull();
    expect(meter.secondsLeft(100, 5000)).toBeNull();
  });

  it("is right from the first chunks on, though they come in bursts", () => {
    const meter = new SpeedMeter(0);
    for (let burst = 1; burst <= 10; burst++) for (let lane = 0; lane < 4; lane++) meter.confirmed(5 * MIB, burst * 4000 + lane * 10);
    const rate = meter.bytesPerSecond(40_040) ?? 0;
    expect(rate / MIB).toBeGreaterThan(4.5);
    expect(rate / MIB).toBeLessThan(5.8);
  });

  it("follows a change within half a minute and does not jump at one slow chunk", () => {
    const meter = new SpeedMeter(0);
    let now = 0;
    for (let second = 0; second < 60; second++) meter.confirmed(10 * MIB, (now += 1000));
    const steady = meter.bytesPerSecond(now) ?? 0;
    meter.confirmed(10 * MIB, (now += 3000));
    const after = meter.bytesPerSecond(now) ?? 0;
    expect(after / steady).toBeGreaterThan(0.8);
    for (let second = 0; second < 30; second++) meter.confirmed(2 * MIB, (now += 1000));
    expect((meter.bytesPerSecond(now) ?? 0) / MIB).toBeLessThan(3.5);
  });

  it("fades when nothing arrives and is unknown after a minute", () => {
    const meter = new SpeedMeter(0);
    meter.confirmed(MIB, 1000);
    expect(meter.bytesPerSecond(9000)).toBeCloseTo(MIB, -4);
    expect(meter.bytesPerSecond(40_000) ?? 0).toBeLessThan(MIB / 4);
    expect(meter.bytesPerSecond(62_000)).toBeNull();
  });

  it("gives a time left in steps that grow with the distance", () => {
    const meter = new SpeedMeter(0);
    for (let second = 1; second <= 30; second++) meter.confirmed(MIB, second * 1000);
    expect(meter.secondsLeft(7 * MIB, 30_000)).toBe(7);
    expect((meter.secondsLeft(48 * MIB, 30_000) ?? 0) % 5).toBe(0);
    expect((meter.secondsLeft(5000 * MIB, 30_000) ?? 0) % 60).toBe(0);
  });
});
