//! Amounts as Slurm's commands write them.

/// `1-02:03:04`, `2:03:04`, `3:04`.
pub(super) fn duration(seconds: u64) -> String {
    let (days, hours, minutes, seconds) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    match (days, hours) {
        (0, 0) => format!("{minutes}:{seconds:02}"),
        (0, hours) => format!("{hours}:{minutes:02}:{seconds:02}"),
        (days, hours) => format!("{days}-{hours:02}:{minutes:02}:{seconds:02}"),
    }
}

/// A time limit, or `infinite`.
pub(super) fn limit(seconds: Option<u64>) -> String {
    seconds.map_or_else(|| "infinite".to_owned(), duration)
}

/// `32G` where it is whole, else `4000M`.
pub(super) fn memory(bytes: u64) -> String {
    let (mib, gib) = (bytes >> 20, bytes >> 30);
    if gib > 0 && gib << 30 == bytes {
        format!("{gib}G")
    } else {
        format!("{mib}M")
    }
}

#[cfg(test)]
mod tests {
    use super::{duration, limit, memory};

    #[test]
    fn amounts_are_written_as_slurm_does() {
        assert_eq!(
            [0, 63, 3723, 93_784].map(duration),
            ["0:00", "1:03", "1:02:03", "1-02:03:04"]
        );
        assert_eq!(
            (limit(None), limit(Some(86_400))),
            ("infinite".to_owned(), "1-00:00:00".to_owned())
        );
        assert_eq!([32 << 30, 4000 << 20, 0].map(memory), ["32G", "4000M", "0M"]);
    }
}
