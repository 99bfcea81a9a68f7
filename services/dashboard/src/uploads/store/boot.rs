//! Has the machine been off since?

use std::io;

use super::BootId;

/// The kernel's id of this boot; another one means that everything not synced is lost.
///
/// # Errors
/// When `/proc/sys` is hidden from the service, as `ProcSubset=pid` in its unit would do.
pub(crate) fn boot_id() -> io::Result<BootId> {
    let text = std::fs::read_to_string("/proc/sys/kernel/random/boot_id")?;
    let digits: String = text.chars().filter(char::is_ascii_hexdigit).collect();
    u128::from_str_radix(&digits, 16)
        .map(u128::to_be_bytes)
        .map_err(io::Error::other)
}
