//! Any bytes as an image, or as a file system within a sound image: an answer or an error, without a panic, after bounded reading.
#![no_main]

use std::cell::Cell;
use std::io;

use libfuzzer_sys::fuzz_target;
use portal_apptainer::{ReadAt, sif};

/// What is read of one image at most.
const MOST: u64 = 16 * 1024 * 1024;

struct Counted(Vec<u8>, Cell<u64>);

impl ReadAt for Counted {
    fn size(&self) -> io::Result<u64> {
        ReadAt::size(&self.0)
    }

    fn read_exact_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        self.1.set(self.1.get() + buffer.len() as u64);
        self.0.read_exact_at(offset, buffer)
    }
}

fuzz_target!(|input: (bool, &[u8])| {
    let (within, bytes) = input;
    let image = Counted(if within { around(bytes) } else { behind_magic(bytes) }, Cell::new(0));
    if let Ok(info) = sif::read(&image) {
        assert_eq!(info.size, image.0.len() as u64);
        assert_eq!(info.bytes_read, image.1.get());
        let json = serde_json::to_string(&info).unwrap();
        assert_eq!(serde_json::from_str::<sif::ImageInfo>(&json).unwrap(), info);
    }
    assert!(image.1.get() <= MOST);
});

fn behind_magic(bytes: &[u8]) -> Vec<u8> {
    let mut image = vec![0; 32];
    image.extend(b"SIF_MAGIC\0");
    image.extend(bytes);
    image
}

/// A sound image with one descriptor, for a primary partition of these bytes.
fn around(bytes: &[u8]) -> Vec<u8> {
    let mut image = vec![0; 32];
    image.extend(b"SIF_MAGIC\x0001\x0002\0");
    image.extend([0; 16]);
    for word in [0, 0, 0, 1, 128, 585, 713, bytes.len() as u64] {
        image.extend(word.to_le_bytes());
    }
    image.extend(0x4004_i32.to_le_bytes());
    image.push(1);
    image.extend([0; 12]);
    for word in [713, bytes.len() as u64, bytes.len() as u64] {
        image.extend(word.to_le_bytes());
    }
    image.extend([0; 32 + 128]);
    image.extend(1_i32.to_le_bytes());
    image.extend(2_i32.to_le_bytes());
    image.resize(713, 0);
    image.extend(bytes);
    image
}
