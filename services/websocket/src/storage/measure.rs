//! Asking the file system how full it is. Blocks; a network file system may block for long.

use std::{io, path::Path};

use rustix::fs::statvfs;
use serde_json::{Value, json};

use super::size::size;

/// What the file system says about itself, as the contract's `data_storage` object, without `lastUpdated`.
///
/// Files are the inodes in use: counting the names below a directory of petabytes would take hours and load the
/// metadata servers for everybody.
pub(super) fn measure(path: &Path) -> io::Result<Value> {
    let found = statvfs(path)?;
    let total = found.f_blocks.saturating_mul(found.f_frsize);
    let used = found
        .f_blocks
        .saturating_sub(found.f_bfree)
        .saturating_mul(found.f_frsize);
    let available = found.f_bavail.saturating_mul(found.f_frsize);
    let directories = path.read_dir()?.filter(|entry| {
        entry
            .as_ref()
            .is_ok_and(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
    });
    Ok(json!({
        "totalCapacity": size(total),
        "usedSpace": size(used),
        "availableSpace": size(available),
        "totalCapacityBytes": total,
        "usedSpaceBytes": used,
        "availableSpaceBytes": available,
        "usagePercent": percent(used, total),
        "datasetCount": directories.count(),
        "fileCount": found.f_files.saturating_sub(found.f_ffree),
    }))
}

/// To one decimal; nothing of nothing is 0.
fn percent(part: u64, whole: u64) -> f64 {
    if whole == 0 {
        return 0.0;
    }
    let tenths = u128::from(part) * 1000 / u128::from(whole);
    #[expect(clippy::cast_precision_loss, reason = "at most 1000")]
    let tenths = tenths as f64;
    tenths / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_real_file_system_adds_up() {
        let here = tempfile::tempdir().unwrap();
        for name in ["one", "two"] {
            std::fs::create_dir(here.path().join(name)).unwrap();
        }
        std::fs::write(here.path().join("a file"), "x").unwrap();
        let measured = measure(here.path()).unwrap();
        let number = |field: &str| measured[field].as_u64().unwrap();
        assert_eq!(measured["datasetCount"], 2);
        assert!(number("usedSpaceBytes") + number("availableSpaceBytes") <= number("totalCapacityBytes"));
        assert!((0.0..=100.0).contains(&measured["usagePercent"].as_f64().unwrap()));
    }

    #[test]
    fn a_part_of_nothing_is_nothing() {
        assert!(percent(0, 0) == 0.0 && percent(1, 3) == 33.3 && percent(7, 7) == 100.0);
    }
}
