//! Checksums of a chunk: what the client says, and what the bytes give.

use actix_web::http::header::HeaderMap;
use md5::Md5;
use sha2::{Digest, Sha256};

use super::error::UploadError;

/// The sums that a client sent along with a chunk.
#[derive(Clone, Debug, Default)]
pub(super) struct Expected {
    /// MD5, the contract's `checksum` field or `Content-MD5`.
    pub md5: Option<[u8; 16]>,
    /// CRC32C (Castagnoli).
    pub crc32c: Option<u32>,
    /// SHA-256.
    pub sha256: Option<[u8; 32]>,
}

impl Expected {
    /// Reads `X-Checksum-CRC32C`, `X-Checksum-SHA256` (hexadecimal) and `Content-MD5` (base64, RFC 1864).
    ///
    /// # Errors
    /// When one is there and cannot be read: it must not be taken for "no checksum".
    pub(super) fn from_headers(headers: &HeaderMap) -> Result<Self, UploadError> {
        let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
        let crc32c = text("x-checksum-crc32c").map(|text| hex::<4>(text).map(u32::from_be_bytes));
        Ok(Self {
            md5: readable(
                text("content-md5").map(base64_md5),
                "Content-MD5 of 24 base64 characters",
            )?,
            crc32c: readable(crc32c, "X-Checksum-CRC32C of 8 hexadecimal digits")?,
            sha256: readable(
                text("x-checksum-sha256").map(hex),
                "X-Checksum-SHA256 of 64 hexadecimal digits",
            )?,
        })
    }

    /// Adds the contract's `checksum` field.
    ///
    /// # Errors
    /// When it is not an MD5 in hexadecimal.
    pub(super) fn with_field(mut self, field: Option<&str>) -> Result<Self, UploadError> {
        if let Some(md5) = readable(field.map(hex), "an MD5 of 32 hexadecimal digits")? {
            self.md5 = Some(md5);
        }
        Ok(self)
    }
}

fn readable<T>(parsed: Option<Option<T>>, expected: &'static str) -> Result<Option<T>, UploadError> {
    match parsed {
        Some(None) => Err(UploadError::UnreadableChecksum(expected)),
        Some(Some(sum)) => Ok(Some(sum)),
        None => Ok(None),
    }
}

/// Sums that are being computed; only those that are asked for.
#[derive(Clone, Debug)]
pub(super) struct Sums {
    md5: Option<Md5>,
    crc32c: Option<u32>,
    sha256: Option<Sha256>,
}

impl Sums {
    /// Computes what `expected` names.
    #[must_use]
    pub(super) fn of(expected: &Expected) -> Self {
        Self {
            md5: expected.md5.map(|_| Md5::new()),
            crc32c: expected.crc32c.map(|_| 0),
            sha256: expected.sha256.map(|_| Sha256::new()),
        }
    }

    /// Adds bytes.
    pub(super) fn update(&mut self, bytes: &[u8]) {
        if let Some(md5) = &mut self.md5 {
            md5.update(bytes);
        }
        if let Some(crc) = &mut self.crc32c {
            *crc = crc32c::crc32c_append(*crc, bytes);
        }
        if let Some(sha256) = &mut self.sha256 {
            sha256.update(bytes);
        }
    }

    /// Whether all bytes gave what the client said.
    #[must_use]
    pub(super) fn match_all(self, expected: &Expected) -> bool {
        let md5 = self.md5.map(|md5| <[u8; 16]>::from(md5.finalize()));
        let sha256 = self.sha256.map(|sha256| <[u8; 32]>::from(sha256.finalize()));
        md5 == expected.md5 && self.crc32c == expected.crc32c && sha256 == expected.sha256
    }
}

/// `N` bytes from `2 N` hexadecimal digits of either case.
pub(super) fn hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.trim().as_bytes();
    if digits.len() != 2 * N {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let pair = std::str::from_utf8(pair)
            .ok()
            .filter(|pair| pair.bytes().all(|b| b.is_ascii_hexdigit()))?;
        *byte = u8::from_str_radix(pair, 16).ok()?;
    }
    Some(bytes)
}

/// Lower-case hexadecimal digits.
#[must_use]
pub(super) fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// 16 bytes from 24 base64 characters, the last two of them `==`.
fn base64_md5(text: &str) -> Option<[u8; 16]> {
    let symbols = text.trim().strip_suffix("==").filter(|symbols| symbols.len() == 22)?;
    let mut value: u32 = 0;
    let mut bytes = Vec::with_capacity(18);
    for (position, symbol) in symbols.bytes().enumerate() {
        let six = match symbol {
            b'A'..=b'Z' => symbol - b'A',
            b'a'..=b'z' => symbol - b'a' + 26,
            b'0'..=b'9' => symbol - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        value = value << 6 | u32::from(six);
        // Four symbols make three bytes; the last two symbols make one and four bits that must be zero.
        if position % 4 == 3 {
            bytes.extend_from_slice(value.to_be_bytes().get(1..)?);
            value = 0;
        }
    }
    bytes.push(u8::try_from(value >> 4).ok()?);
    bytes.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_of_known_bytes() {
        let expected = Expected {
            md5: hex("900150983cd24fb0d6963f7d28e17f72"),
            crc32c: Some(0x364b_3fb7),
            sha256: hex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        };
        let mut sums = Sums::of(&expected);
        sums.update(b"a");
        sums.update(b"bc");
        assert!(sums.clone().match_all(&expected));
        sums.update(b"d");
        assert!(!sums.match_all(&expected));
    }

    #[test]
    fn base64_of_an_md5() {
        assert_eq!(
            base64_md5("kAFQmDzST7DWlj99KOF/cg=="),
            hex("900150983cd24fb0d6963f7d28e17f72")
        );
        assert_eq!(base64_md5("kAFQmDzST7DWlj99KOF/c=="), None);
        assert_eq!(base64_md5("~~~~~~~~~~~~~~~~~~~~~~=="), None);
    }

    #[test]
    fn half_a_checksum_is_none() {
        assert_eq!(hex::<4>("1234567"), None);
        assert_eq!(hex::<4>("+2345678"), None);
        assert_eq!(hex::<4>("DEADbeef"), Some([0xde, 0xad, 0xbe, 0xef]));
    }
}
