//! How Slurm writes numbers, times and sizes. What is none (`N/A`, `UNLIMITED`, `Unknown`, …) is `None`.

use crate::model::{ExitCode, UnixTime};

/// From here on a number of 32 bits is one of Slurm's words: no value, infinite.
const NO_VALUE: u64 = 0xffff_fffd;

/// The factors of `2K`, `1.50G`: 1024 to the first, second, ….
const UNITS: &[u8] = b"KMGTP";

/// A number, also with a unit (`2K` is 2048), also the least of a range (`2-4` is 2).
pub(super) fn number(text: &str) -> Option<u64> {
    let number = scaled(text, 1)?;
    (number < NO_VALUE || number > u64::from(u32::MAX)).then_some(number)
}

/// The same as 32 bits, at most.
pub(super) fn small(text: &str) -> Option<u32> {
    number(text).map(|number| u32::try_from(number).unwrap_or(u32::MAX))
}

/// Memory: MiB unless a unit is written.
pub(super) fn mebibytes(text: &str) -> Option<u64> {
    // `4000Mn` and `2Gc` say "a node" and "a CPU" in older versions.
    scaled(text.trim_end_matches(['n', 'c']), 1 << 20)
}

/// Memory: bytes unless a unit is written.
pub(super) fn bytes(text: &str) -> Option<u64> {
    scaled(text, 1)
}

fn scaled(text: &str, plain: u64) -> Option<u64> {
    if (1..=9).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // Most numbers; they cannot overflow.
        let digits = text.bytes().map(|byte| u64::from(byte - b'0'));
        return digits.fold(0, |sum, digit| sum * 10 + digit).checked_mul(plain);
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let whole: u64 = text.get(..digits)?.parse().ok()?;
    let rest = text.get(digits..)?;
    if rest.is_empty() {
        return whole.checked_mul(plain);
    }
    let (fraction, unit) = match rest.strip_prefix('.') {
        Some(rest) => rest.split_at(rest.bytes().take_while(u8::is_ascii_digit).count()),
        None => ("", rest),
    };
    let factor = match unit.as_bytes().first() {
        None | Some(b'-') => plain,
        Some(unit) => {
            let power = UNITS.iter().position(|known| known.eq_ignore_ascii_case(unit))?;
            1_u64.checked_shl(10 * (u32::try_from(power).ok()? + 1))?
        }
    };
    let part = match fraction.get(..fraction.len().min(6)) {
        None | Some("") => 0,
        Some(digits) => {
            let scale = 10_u64.pow(u32::try_from(digits.len()).ok()?);
            u64::try_from(u128::from(digits.parse::<u64>().ok()?) * u128::from(factor) / u128::from(scale)).ok()?
        }
    };
    whole.checked_mul(factor)?.checked_add(part)
}

/// A moment; commands are run with `SLURM_TIME_FORMAT=%s`.
pub(super) fn moment(text: &str) -> Option<UnixTime> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse()
        .ok()
        .filter(|seconds| (1..i64::from(u32::MAX)).contains(seconds))
}

/// `2-00:00:00`, `01:00:00`, `10:00` (minutes and seconds), `00:01.500`, in seconds.
pub(super) fn duration(text: &str) -> Option<u64> {
    let (days, clock) = match text.split_once('-') {
        Some((days, clock)) => (days.parse::<u64>().ok()?, clock),
        None => (0, text),
    };
    let clock = clock.split_once('.').map_or(clock, |(clock, _)| clock);
    let mut parts = clock.split(':').map(|part| part.parse::<u64>().ok());
    let seconds = match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(hours), Some(minutes), Some(seconds), None) => sum(hours?, minutes?, seconds?)?,
        (Some(minutes), Some(seconds), None, None) => sum(0, minutes?, seconds?)?,
        _ => return None,
    };
    days.checked_mul(86_400)?.checked_add(seconds)
}

fn sum(hours: u64, minutes: u64, seconds: u64) -> Option<u64> {
    hours
        .checked_mul(3_600)?
        .checked_add(minutes.checked_mul(60)?)?
        .checked_add(seconds)
}

/// `3:0`, or the number that `wait` gives: the signal in its low seven bits, the status above eight.
pub(super) fn exit_code(text: &str) -> Option<ExitCode> {
    if let Some((status, signal)) = text.split_once(':') {
        return Some(ExitCode {
            status: status.parse().ok()?,
            signal: signal.parse().ok()?,
        });
    }
    let code = u32::try_from(number(text)?).ok()?;
    Some(ExitCode {
        status: u16::try_from(code >> 8 & 0xff).ok()?,
        signal: u16::try_from(code & 0x7f).ok()?,
    })
}

/// A text, without Slurm's words for none.
pub(super) fn text(text: &str) -> &str {
    match text {
        "(null)" | "N/A" | "n/a" | "None" => "",
        text => text,
    }
}

/// A list with commas; `ALL` is everybody, which is an empty list.
pub(super) fn list(all: &str) -> impl Iterator<Item = &str> {
    let all = match text(all) {
        "ALL" => "",
        list => list,
    };
    all.split(',').filter(|item| !item.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{bytes, duration, exit_code, list, mebibytes, moment, number, small};
    use crate::model::ExitCode;

    #[test]
    fn numbers_are_read_as_slurm_writes_them() {
        assert_eq!(number("12"), Some(12));
        assert_eq!(number("2K"), Some(2048));
        assert_eq!(number("1.50K"), Some(1536));
        assert_eq!(number("2-4"), Some(2));
        assert_eq!(number("4294967294"), None);
        assert_eq!(number("10000000000"), Some(10_000_000_000));
        assert_eq!(small("10000000000"), Some(u32::MAX));
        for none in [
            "",
            "N/A",
            "UNLIMITED",
            "-1",
            "2X",
            "99999999999999999999999",
            "9999999999999999P",
        ] {
            assert_eq!(number(none), None, "{none}");
        }
    }

    #[test]
    fn sizes_have_units() {
        assert_eq!(mebibytes("4000"), Some(4000 << 20));
        assert_eq!(mebibytes("4000M"), Some(4000 << 20));
        assert_eq!(mebibytes("1.50G"), Some(1536 << 20));
        assert_eq!(mebibytes("0.50T"), Some(512 << 30));
        assert_eq!(mebibytes("100Mn"), Some(100 << 20));
        assert_eq!(bytes("3108K"), Some(3108 << 10));
        assert_eq!(bytes("0"), Some(0));
    }

    #[test]
    fn times_are_seconds() {
        assert_eq!(duration("2-00:00:00"), Some(172_800));
        assert_eq!(duration("01:00:00"), Some(3_600));
        assert_eq!(duration("10:00"), Some(600));
        assert_eq!(duration("00:01.500"), Some(1));
        for none in ["", "UNLIMITED", "Partition_Limit", "INVALID", "7", "1:2:3:4", "-1:00"] {
            assert_eq!(duration(none), None, "{none}");
        }
        assert_eq!(moment("1795317869"), Some(1_795_317_869));
        for none in ["", "0", "N/A", "Unknown", "None", "4294967295", "2026-01-01T00:00:00"] {
            assert_eq!(moment(none), None, "{none}");
        }
    }

    #[test]
    fn exit_codes_come_as_a_pair_or_as_the_kernel_has_them() {
        let code = |status, signal| Some(ExitCode { status, signal });
        assert_eq!(exit_code("3:0"), code(3, 0));
        assert_eq!(exit_code("768"), code(3, 0));
        assert_eq!(exit_code("15"), code(0, 15));
        assert_eq!(exit_code("0"), code(0, 0));
        assert_eq!(exit_code("N/A"), None);
    }

    #[test]
    fn all_and_none_are_empty_lists() {
        assert_eq!(list("a,b").collect::<Vec<_>>(), ["a", "b"]);
        for empty in ["ALL", "(null)", "", "N/A"] {
            assert_eq!(list(empty).count(), 0);
        }
    }
}
