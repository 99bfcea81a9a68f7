//! Sizes for people: powers of 1024, one decimal, as the existing pages show them.

const UNITS: [&str; 5] = ["KB", "MB", "GB", "TB", "PB"];

pub(super) fn size(bytes: u64) -> String {
    if bytes == 0 {
        return "0 B".to_owned();
    }
    #[expect(clippy::cast_precision_loss, reason = "one decimal is shown")]
    let mut value = bytes as f64;
    let mut unit = "B";
    for larger in UNITS {
        if value < 1024.0 {
            break;
        }
        value /= 1024.0;
        unit = larger;
    }
    format!("{value:.1} {unit}")
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_have_one_decimal_and_a_unit() {
        let shown = [0, 1, 1023, 1024, 1536, 1 << 30, 5 << 40, 3 << 50, 9000 << 50].map(size);
        let expected = [
            "0 B",
            "1.0 B",
            "1023.0 B",
            "1.0 KB",
            "1.5 KB",
            "1.0 GB",
            "5.0 TB",
            "3.0 PB",
            "9000.0 PB",
        ];
        assert_eq!(shown, expected);
    }
}
