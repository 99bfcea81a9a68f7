//! What the first bytes say.

use crate::Executable;

/// What the first bytes turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// No bytes were given.
    Nothing,
    /// Text in UTF-8, UTF-16 with a byte order mark, or an 8-bit encoding such as EUC-KR.
    Text,
    /// A binary format of this MIME type.
    Known(&'static str),
    /// Bytes of no known format.
    Binary,
}

/// Reads the first bytes.
pub(crate) fn of(head: &[u8]) -> Content {
    if head.is_empty() {
        return Content::Nothing;
    }
    if let Some(executable) = Executable::in_head(head) {
        return Content::Known(executable.mime_type());
    }
    if let Some(mime) = scientific(head).or_else(|| general(head)) {
        return Content::Known(mime);
    }
    if is_text(head) { Content::Text } else { Content::Binary }
}

/// Formats that clusters are full of and general tables do not know.
fn scientific(head: &[u8]) -> Option<&'static str> {
    const SIGNATURES: [(&[u8], &str); 7] = [
        (b"\x89HDF\r\n\x1a\n", "application/x-hdf5"),
        (b"CDF\x01", "application/x-netcdf"),
        (b"CDF\x02", "application/x-netcdf"),
        (b"CDF\x05", "application/x-netcdf"),
        (b"\x93NUMPY", "application/x-npy"),
        (b"SIMPLE  =", "image/fits"),
        (b"\0asm\x01\0\0\0", "application/wasm"),
    ];
    SIGNATURES
        .iter()
        .find(|(signature, _)| head.starts_with(signature))
        .map(|(_, mime)| *mime)
}

/// Archives, images, documents, sound and film.
///
/// Not asked are the library's tables of programs, because some of their signatures are two letters long and would take
/// a text that begins with "BC" or "MZ" for one, and its tables of texts, because text is told by all its bytes.
fn general(head: &[u8]) -> Option<&'static str> {
    use infer::MatcherType::{Archive, Audio, Book, Doc, Font, Image, Video};
    let found = infer::get(head)?;
    let trusted = matches!(
        found.matcher_type(),
        Archive | Audio | Book | Doc | Font | Image | Video
    );
    // The other formats begin with letters too, but only these can go on as text: else "BZh" at the start of a note
    // would make an archive of it.
    let may_be_text = matches!(
        found.mime_type(),
        "application/pdf" | "application/rtf" | "application/postscript"
    );
    (trusted && (may_be_text || !is_text(head))).then(|| found.mime_type())
}

/// Whether a format is a compression, so that compressing again is useless.
pub(crate) fn is_compression(mime: &str) -> bool {
    matches!(
        mime,
        "application/zip"
            | "application/gzip"
            | "application/x-bzip2"
            | "application/vnd.bzip3"
            | "application/x-xz"
            | "application/x-7z-compressed"
            | "application/vnd.rar"
            | "application/zstd"
            | "application/x-lz4"
            | "application/x-lzip"
            | "application/x-compress"
    )
}

/// Text has no control bytes but the ones that move the cursor or colour it.
///
/// Bytes above 127 are allowed in any order: Korean input decks are often in EUC-KR, and 8 KiB of a binary format
/// without one control byte do not occur.
pub(crate) fn is_text(head: &[u8]) -> bool {
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        return true;
    }
    // Piece by piece without a way out of the middle, which the compiler turns into vector instructions.
    head.chunks(256)
        .all(|piece| !piece.iter().fold(false, |found, byte| found | is_binary_control(*byte)))
}

fn is_binary_control(byte: u8) -> bool {
    matches!(byte, 0x00..=0x06 | 0x0e..=0x1a | 0x1c..=0x1f | 0x7f)
}
