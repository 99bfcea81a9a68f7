import { describe, expect, it } from "vitest";
import { crc32c, crc32cHex } from "./crc32c.ts";

const bytes = (length: number, at: (index: number) => number) => Uint8Array.from({ length }, (_, index) => at(index));

describe("CRC-32C", () => {
  it.each([
    ["nothing", new Uint8Array(), "00000000"],
    ["123456789", new TextEncoder().encode("123456789"), "e3069283"],
    // RFC 3720, appendix B.4.
    ["32 bytes of zeroes", bytes(32, () => 0), "8a9136aa"],
    ["32 bytes of ones", bytes(32, () => 0xff), "62a8ab43"],
    ["32 ascending bytes", bytes(32, (index) => index), "46dd794e"],
    ["32 descending bytes", bytes(32, (index) => 31 - index), "113fdb5c"],
  ])("of %s", (_, input, expected) => {
    expect(crc32cHex(input)).toBe(expected);
  });

  it("is the same bit by bit, at every length and offset", () => {
    const data = bytes(300, (index) => (index * 167 + 13) & 0xff);
    for (const [from, to] of [[0, 1], [0, 7], [1, 9], [3, 300], [5, 21], [0, 256]] as const) {
      const part = data.subarray(from, to);
      expect(crc32c(part)).toBe(bitByBit(part));
    }
  });

  it("can be continued", () => {
    const data = bytes(1000, (index) => index & 0xff);
    expect(crc32c(data.subarray(333), crc32c(data.subarray(0, 333)))).toBe(crc32c(data));
  });
});

function bitByBit(data: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return ~crc >>> 0;
}
