//! Whether the kernel tells what happens in a folder: not where other hosts may change it.

use std::io;
use std::path::Path;

/// File systems that other hosts, or programs, change behind this kernel's back, by the magic number that `statfs` gives
/// (`linux/magic.h`, and the projects' own headers).
const REMOTE: [(u64, &str); 17] = [
    (0x6969, "NFS"),
    (0x517B, "SMB"),
    (0xFF53_4D42, "CIFS"),
    (0xFE53_4D42, "SMB 2"),
    (0x6573_5546, "FUSE"),
    (0x0BD0_0BD0, "Lustre"),
    (0x4750_4653, "GPFS"),
    (0x00C3_6400, "CephFS"),
    (0x5346_414F, "AFS"),
    (0x6B41_4653, "kAFS"),
    (0x0102_1997, "9P"),
    (0x1983_0326, "BeeGFS"),
    (0x2003_0528, "OrangeFS"),
    (0x7461_636F, "OCFS2"),
    (0x0116_1970, "GFS2"),
    (0x7375_7245, "Coda"),
    (0x786F_4256, "VirtualBox shared folder"),
];

/// The name of a remote file system; none for one of this host.
#[must_use]
pub(crate) fn named(magic: u64) -> Option<&'static str> {
    // `f_type` is signed on some machines: CIFS comes as a negative number.
    let magic = magic & 0xFFFF_FFFF;
    REMOTE.iter().find(|(known, _)| *known == magic).map(|(_, name)| *name)
}

/// The name of the remote file system that a folder is on, if it is.
///
/// # Errors
/// When it is not there.
pub(crate) fn of(folder: &Path) -> io::Result<Option<&'static str>> {
    let found = rustix::fs::statfs(folder)?;
    #[expect(clippy::cast_sign_loss, reason = "only the low 32 bits are looked at")]
    let magic = found.f_type as u64;
    Ok(named(magic))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_systems_of_other_hosts_are_known_by_their_numbers() {
        assert_eq!(named(0x6969), Some("NFS"));
        assert_eq!(named(0xFFFF_FFFF_FF53_4D42), Some("CIFS"));
        assert_eq!(named(0xEF53), None, "ext4");
        assert_eq!(named(0x5846_5342), None, "XFS");
        assert_eq!(named(0x0102_1994), None, "tmpfs");
    }
}
