//! Times, memory and sizes as templates write them.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use crate::name::BadName;

/// A time limit as Slurm takes it: `minutes`, `minutes:seconds`, `hours:minutes:seconds`, `days-hours`,
/// `days-hours:minutes` or `days-hours:minutes:seconds`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeLimit {
    seconds: u64,
}

/// A year; Slurm's own largest is beyond all use.
const LONGEST_SECONDS: u64 = 366 * 24 * 3600;

impl TimeLimit {
    /// What is expected where one stands.
    pub const RULE: &'static str = "a time such as \"01:30:00\", \"2-00:00:00\" or minutes, from 1 second to 366 days";

    /// In seconds.
    #[must_use]
    pub fn seconds(self) -> u64 {
        self.seconds
    }
}

impl FromStr for TimeLimit {
    type Err = BadName;

    fn from_str(text: &str) -> Result<Self, BadName> {
        seconds(text)
            .filter(|seconds| (1..=LONGEST_SECONDS).contains(seconds))
            .map(|seconds| Self { seconds })
            .ok_or(BadName(Self::RULE))
    }
}

fn seconds(text: &str) -> Option<u64> {
    let (days, clock) = match text.split_once('-') {
        Some((days, clock)) => (Some(digits(days)?), clock),
        None => (None, text),
    };
    let parts = clock.split(':').map(digits).collect::<Option<Vec<_>>>()?;
    let (hours, minutes, seconds) = match (days, parts.as_slice()) {
        (None, &[minutes]) => (0, minutes, 0),
        (None, &[minutes, seconds]) => (0, minutes, seconds),
        (Some(_), &[hours]) => (hours, 0, 0),
        (Some(_), &[hours, minutes]) => (hours, minutes, 0),
        (_, &[hours, minutes, seconds]) => (hours, minutes, seconds),
        _ => return None,
    };
    Some(days.unwrap_or_default() * 86_400 + hours * 3600 + minutes * 60 + seconds)
}

fn digits(text: &str) -> Option<u64> {
    let sound = (1..=9).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if sound { text.parse().ok() } else { None }
}

impl fmt::Display for TimeLimit {
    /// `HH:MM:SS`, from a day on `D-HH:MM:SS`: unambiguous for Slurm.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (days, rest) = (self.seconds / 86_400, self.seconds % 86_400);
        if days > 0 {
            write!(f, "{days}-")?;
        }
        write!(f, "{:02}:{:02}:{:02}", rest / 3600, rest / 60 % 60, rest % 60)
    }
}

/// Memory as Slurm takes it: a number and K, M, G or T; without a unit mebibytes. `0` is all of the node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Memory {
    kibibytes: u64,
}

impl Memory {
    /// What is expected where one stands.
    pub const RULE: &'static str = "memory such as 500M or 16G, at most 1024T";

    /// What a template gets that names none.
    pub const DEFAULT: Self = Self {
        kibibytes: 16 * 1024 * 1024,
    };

    /// In KiB.
    #[must_use]
    pub fn kibibytes(self) -> u64 {
        self.kibibytes
    }
}

impl FromStr for Memory {
    type Err = BadName;

    fn from_str(text: &str) -> Result<Self, BadName> {
        let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (number, unit) = text.split_at_checked(end).unwrap_or_default();
        let factor = match unit.trim().to_ascii_uppercase().as_str() {
            "K" | "KB" | "KIB" => 1,
            "" | "M" | "MB" | "MIB" => 1 << 10,
            "G" | "GB" | "GIB" => 1 << 20,
            "T" | "TB" | "TIB" => 1 << 30,
            _ => return Err(BadName(Self::RULE)),
        };
        let kibibytes = digits(number)
            .map(|number| number * factor)
            .filter(|kibibytes| *kibibytes <= 1 << 40);
        kibibytes.map(|kibibytes| Self { kibibytes }).ok_or(BadName(Self::RULE))
    }
}

impl fmt::Display for Memory {
    /// With the largest unit that leaves no fraction.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let units = [(1 << 30, 'T'), (1 << 20, 'G'), (1 << 10, 'M')];
        let unit = units
            .iter()
            .find(|(size, _)| self.kibibytes > 0 && self.kibibytes.is_multiple_of(*size));
        match unit {
            Some((size, letter)) => write!(f, "{}{letter}", self.kibibytes / size),
            None if self.kibibytes == 0 => f.write_str("0"),
            None => write!(f, "{}K", self.kibibytes),
        }
    }
}

/// The size of a file: a number and B, KB, MB, GB or TB, by 1024; without a unit MB, as the earlier portal read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileSize {
    bytes: u64,
}

impl FileSize {
    /// What is expected where one stands.
    pub const RULE: &'static str = "a size such as 500MB or 1.5GB";

    /// In bytes.
    #[must_use]
    pub fn bytes(self) -> u64 {
        self.bytes
    }
}

impl FromStr for FileSize {
    type Err = BadName;

    fn from_str(text: &str) -> Result<Self, BadName> {
        let bad = BadName(Self::RULE);
        let end = text
            .find(|c: char| !(c.is_ascii_digit() || c == '.'))
            .unwrap_or(text.len());
        let (number, unit) = text.split_at_checked(end).unwrap_or_default();
        let factor: u64 = match unit.trim().to_ascii_uppercase().as_str() {
            "B" => 1,
            "K" | "KB" | "KIB" => 1 << 10,
            "" | "M" | "MB" | "MIB" => 1 << 20,
            "G" | "GB" | "GIB" => 1 << 30,
            "T" | "TB" | "TIB" => 1 << 40,
            _ => return Err(bad),
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
        let (whole, thousandths) = (digits(whole).ok_or(bad)?, thousandths(fraction).ok_or(bad)?);
        let bytes = whole
            .checked_mul(factor)
            .and_then(|bytes| bytes.checked_add(factor * thousandths / 1000));
        bytes.map(|bytes| Self { bytes }).ok_or(bad)
    }
}

fn thousandths(fraction: &str) -> Option<u64> {
    let padded: String = fraction.chars().chain("000".chars()).take(3).collect();
    digits(fraction)?;
    digits(&padded)
}

impl Serialize for TimeLimit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Serialize for Memory {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Serialize for FileSize {
    /// In bytes.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(self.bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_slurm_reads_them() {
        let cases = [
            ("90", "01:30:00"),
            ("1:30", "00:01:30"),
            ("12:00:00", "12:00:00"),
            ("1-12", "1-12:00:00"),
            ("2-00:30", "2-00:30:00"),
            ("1-00:00:01", "1-00:00:01"),
            ("36:00:00", "1-12:00:00"),
        ];
        for (written, read) in cases {
            assert_eq!(written.parse::<TimeLimit>().unwrap().to_string(), read, "{written}");
        }
        for wrong in [
            "",
            "0",
            "-1",
            "1:2:3:4",
            "1-",
            "-1:00",
            "a",
            "1 h",
            "99999999999",
            "9999-00",
            "1:",
            "٣",
        ] {
            assert!(wrong.parse::<TimeLimit>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn memory_and_sizes_have_units() {
        for (written, read) in [
            ("16G", "16G"),
            ("500", "500M"),
            ("1024m", "1G"),
            ("1K", "1K"),
            ("8GB", "8G"),
            ("0", "0"),
        ] {
            assert_eq!(written.parse::<Memory>().unwrap().to_string(), read, "{written}");
        }
        for (written, bytes) in [
            ("500MB", 500 << 20),
            ("1.5GB", 3 << 29),
            ("10", 10 << 20),
            ("7B", 7),
            ("2 KB", 2048),
        ] {
            assert_eq!(written.parse::<FileSize>().unwrap().bytes(), bytes, "{written}");
        }
        for wrong in ["", "G", "1X", "-1G", "1..5GB", "999999999T", ".5GB"] {
            assert!(wrong.parse::<Memory>().is_err(), "{wrong}");
        }
        for wrong in ["", "MB", "1.MB", ".5GB", "1e3MB", "five"] {
            assert!(wrong.parse::<FileSize>().is_err(), "{wrong}");
        }
    }
}
