//! Several pieces of memory, written to one place in a file.

use std::fs::File;
use std::io::{self, IoSlice};

use bytes::Bytes;

/// Writes all of `pieces`, one after the other, from `offset` on (bytes).
///
/// # Errors
/// What the file system says; some of the bytes may have been written.
pub(super) fn write_all_at(file: &File, pieces: &[Bytes], mut offset: u64) -> io::Result<()> {
    let mut slices: Vec<_> = pieces.iter().map(|piece| IoSlice::new(piece)).collect();
    let mut rest = slices.as_mut_slice();
    // Pieces without bytes do not count as something left to write.
    IoSlice::advance_slices(&mut rest, 0);
    while !rest.is_empty() {
        match rustix::io::pwritev(file, rest, offset) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => {
                offset += written as u64;
                IoSlice::advance_slices(&mut rest, written);
            }
            Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_stand_in_the_file_as_if_they_were_one() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let pieces: Vec<Bytes> = ["", "ab", "", "c", "defg", ""].map(Bytes::from).to_vec();
        write_all_at(file.as_file(), &pieces, 3).unwrap();
        write_all_at(file.as_file(), &[], 0).unwrap();
        assert_eq!(std::fs::read(file.path()).unwrap(), b"\0\0\0abcdefg");
    }

    #[test]
    fn a_full_disk_is_told() {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let error = write_all_at(&full, &[Bytes::from("x")], 0).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
    }
}
