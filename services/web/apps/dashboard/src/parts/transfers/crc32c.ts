/** CRC-32C (Castagnoli, RFC 3720 appendix B.4), eight bytes a step ("slicing by 8"). */
const POLYNOMIAL = 0x82f63b78;

const TABLE = buildTable();

function buildTable(): Uint32Array {
  const table = new Uint32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    table[byte] = crc >>> 0;
  }
  for (let slice = 1; slice < 8; slice++) {
    for (let byte = 0; byte < 256; byte++) {
      const before = at(table, (slice - 1) * 256 + byte);
      table[slice * 256 + byte] = (before >>> 8) ^ at(table, before & 0xff);
    }
  }
  return table;
}

function at(table: Uint32Array, index: number): number {
  return table[index] as number;
}

/** The checksum of `bytes`; `previous` continues one over the bytes before them. */
export function crc32c(bytes: Uint8Array, previous = 0): number {
  const table = TABLE;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let crc = ~previous >>> 0;
  let offset = 0;
  for (const end = bytes.length - 7; offset < end; offset += 8) {
    const low = crc ^ view.getUint32(offset, true);
    const high = view.getUint32(offset + 4, true);
    crc =
      at(table, 1792 + (low & 0xff)) ^
      at(table, 1536 + ((low >>> 8) & 0xff)) ^
      at(table, 1280 + ((low >>> 16) & 0xff)) ^
      at(table, 1024 + (low >>> 24)) ^
      at(table, 768 + (high & 0xff)) ^
      at(table, 512 + ((high >>> 8) & 0xff)) ^
      at(table, 256 + ((high >>> 16) & 0xff)) ^
      at(table, high >>> 24);
  }
  for (; offset < bytes.length; offset++) crc = (crc >>> 8) ^ at(table, (crc ^ ((bytes[offset] as number))) & 0xff);
  return ~crc >>> 0;
}

/** As `X-Checksum-CRC32C` wants it: eight hex digits, big endian. */
export function crc32cHex(bytes: Uint8Array): string {
  return crc32c(bytes).toString(16).padStart(8, "0");
}
