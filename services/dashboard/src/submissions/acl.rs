//! POSIX access lists, as the kernel takes them: so a job's folder is the person's and the portal's, and nobody else's, without
//! anybody being root.

use std::io;
use std::os::fd::AsFd;

use rustix::fs::{Mode, XattrFlags, fgetxattr, fsetxattr, fstat};
use rustix::io::Errno;
use rustix::process::geteuid;

const ACCESS: &str = "system.posix_acl_access";
const DEFAULT: &str = "system.posix_acl_default";

/// `linux/posix_acl_xattr.h`.
const VERSION: u32 = 2;
const OWNER: u16 = 0x01;
const USER: u16 = 0x02;
const GROUP: u16 = 0x04;
const MASK: u16 = 0x10;
const OTHER: u16 = 0x20;
const NOBODY: u32 = u32::MAX;

/// What may be done with a file or folder: 4 read, 2 write, 1 execute or enter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rights(u16);

impl Rights {
    pub(super) const NONE: Self = Self(0);
    pub(super) const READ: Self = Self(4);
    /// Of a folder: see what is in it.
    pub(super) const ENTER: Self = Self(5);
    pub(super) const ALL: Self = Self(7);

    fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// Gives the account `uid` these rights beside the owner, who is the portal; group and others keep what they have.
///
/// # Errors
/// What the file system says; [`io::ErrorKind::Unsupported`] where it has no access lists.
pub(super) fn share(file: impl AsFd, uid: u32, rights: Rights) -> io::Result<()> {
    let stat = fstat(&file)?;
    let bits = Mode::from_raw_mode(stat.st_mode).bits();
    let of = |shift: u32| Rights(u16::try_from((bits >> shift) & 7).unwrap_or(0));
    if stat.st_uid == uid {
        return Ok(());
    }
    // Where there is a list, the mode tells of its mask what else it tells of the group.
    let group = group_of(&file)?.unwrap_or_else(|| of(3));
    set(file, ACCESS, &list(of(6), &[(uid, rights)], group, of(0)))
}

/// What the list of `file` lets its group do; none where it has no list.
fn group_of(file: impl AsFd) -> io::Result<Option<Rights>> {
    // Many more entries than any list of the portal's has.
    let mut bytes = [0; 1024];
    let length = match fgetxattr(file, ACCESS, &mut bytes) {
        Ok(length) => length,
        Err(Errno::NODATA | Errno::OPNOTSUPP | Errno::NOSYS) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let mut entries = bytes.get(4..length).unwrap_or_default().chunks_exact(8);
    Ok(entries.find_map(|entry| match *entry {
        [tag, 0, rights, 0, ..] if u16::from(tag) == GROUP => Some(Rights(rights.into())),
        _ => None,
    }))
}

/// Whatever is made in `folder` from now on can be read and written by the account `uid` and by the portal, whoever makes it.
///
/// # Errors
/// As [`share`].
pub(super) fn share_what_comes(folder: impl AsFd, uid: u32) -> io::Result<()> {
    let mut people = vec![(uid, Rights::ALL), (geteuid().as_raw(), Rights::ALL)];
    people.sort_unstable_by_key(|(uid, _)| *uid);
    people.dedup_by_key(|(uid, _)| *uid);
    set(folder, DEFAULT, &list(Rights::ALL, &people, Rights::NONE, Rights::NONE))
}

fn set(file: impl AsFd, name: &str, list: &[u8]) -> io::Result<()> {
    match fsetxattr(file, name, list, XattrFlags::empty()) {
        Ok(()) => Ok(()),
        Err(Errno::OPNOTSUPP | Errno::NOSYS) => Err(io::ErrorKind::Unsupported.into()),
        Err(error) => Err(error.into()),
    }
}

/// The entries in the order that the kernel demands; `people` by their numbers.
fn list(owner: Rights, people: &[(u32, Rights)], group: Rights, other: Rights) -> Vec<u8> {
    let mask = people.iter().fold(group, |mask, (_, rights)| mask.and(*rights));
    let people = people.iter().map(|(uid, rights)| (USER, *rights, *uid));
    let entries = [(OWNER, owner, NOBODY)].into_iter().chain(people).chain([
        (GROUP, group, NOBODY),
        (MASK, mask, NOBODY),
        (OTHER, other, NOBODY),
    ]);
    let mut bytes = VERSION.to_le_bytes().to_vec();
    for (tag, rights, id) in entries {
        bytes.extend(tag.to_le_bytes());
        bytes.extend(rights.0.to_le_bytes());
        bytes.extend(id.to_le_bytes());
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::{Rights, list};

    #[test]
    fn a_list_is_what_the_kernel_reads() {
        let bytes = list(Rights(6), &[(1001, Rights::READ)], Rights::NONE, Rights::NONE);
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let expected = [
            "02000000",         // version
            "01000600ffffffff", // user::rw-
            "02000400e9030000", // user:1001:r--
            "04000000ffffffff", // group::---
            "10000400ffffffff", // mask::r--
            "20000000ffffffff", // other::---
        ];
        assert_eq!(hex, expected.concat());
    }
}
