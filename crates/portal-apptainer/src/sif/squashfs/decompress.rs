//! Unpacking a block into no more than its bound.

use std::io::Read;

use flate2::{Decompress, FlushDecompress, Status};
use lzma_rust2::XzReader;
use ruzstd::decoding::FrameDecoder;

use crate::sif::error::{ImageError, Outcome};

/// What the dictionaries of xz and zstd may take; blocks have at most 1 MiB, and a dictionary is not larger than what it is for.
const DICTIONARY: u64 = 8 * 1024 * 1024;

/// How blocks are compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Compression {
    Gzip,
    Xz,
    Lz4,
    Zstd,
    /// Nobody builds images with it, and no library that is looked after reads it.
    Lzma,
    Lzo,
}

impl Compression {
    pub(crate) const fn of(number: u16) -> Outcome<Self> {
        Ok(match number {
            1 => Self::Gzip,
            2 => Self::Lzma,
            3 => Self::Lzo,
            4 => Self::Xz,
            5 => Self::Lz4,
            6 => Self::Zstd,
            _ => return Err(ImageError::Broken("its file system has an unknown compression")),
        })
    }

    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Xz => "xz",
            Self::Lz4 => "lz4",
            Self::Zstd => "zstd",
            Self::Lzma => "lzma",
            Self::Lzo => "lzo",
        }
    }

    pub(crate) const fn is_read(self) -> bool {
        !matches!(self, Self::Lzma | Self::Lzo)
    }

    /// Unpacks a block of at most `limit` bytes.
    pub(crate) fn unpack(self, packed: &[u8], limit: usize) -> Outcome<Vec<u8>> {
        let mut out = vec![0; limit];
        let length = match self {
            Self::Gzip => gzip(packed, &mut out),
            Self::Xz => xz(packed, &mut out),
            Self::Lz4 => lz4_flex::block::decompress_into(packed, &mut out).ok(),
            Self::Zstd => zstd(packed, &mut out),
            Self::Lzma | Self::Lzo => None,
        };
        out.truncate(length.ok_or(ImageError::Broken("a block of its file system cannot be unpacked"))?);
        Ok(out)
    }
}

fn gzip(packed: &[u8], out: &mut [u8]) -> Option<usize> {
    let mut zlib = Decompress::new(true);
    match zlib.decompress(packed, out, FlushDecompress::Finish) {
        Ok(Status::StreamEnd) => usize::try_from(zlib.total_out()).ok(),
        _ => None,
    }
}

fn xz(packed: &[u8], out: &mut [u8]) -> Option<usize> {
    let mut reader = XzReader::new_mem_limit(packed, false, u32::try_from(DICTIONARY / 1024).ok()?);
    let mut filled = 0;
    while let Some(rest) = out.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match reader.read(rest) {
            Ok(0) => return Some(filled),
            Ok(count) => filled += count,
            Err(_broken) => return None,
        }
    }
    // All is full: then it must have ended.
    (reader.read(&mut [0]).ok()? == 0).then_some(filled)
}

fn zstd(packed: &[u8], out: &mut [u8]) -> Option<usize> {
    let mut decoder = FrameDecoder::new();
    decoder.set_max_window_size(DICTIONARY);
    decoder.decode_all(packed, out).ok()
}
