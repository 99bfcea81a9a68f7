//! A moment that somebody asks for.

use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// A time in the form of the log's own, which sorts as text: RFC 3339 in UTC with milliseconds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(String);

impl Moment {
    /// Such as `2026-11-21T20:16:59.123Z`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// This is no time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a day such as 2026-11-21 (it begins at midnight UTC) or a time such as 2026-11-21T09:30:00Z")]
pub struct NotAMoment;

impl FromStr for Moment {
    type Err = NotAMoment;

    fn from_str(text: &str) -> Result<Self, NotAMoment> {
        let day = |text: &str| {
            let day: Date = text.parse().ok()?;
            Some(day.to_zoned(TimeZone::UTC).ok()?.timestamp())
        };
        let at = if text.len() <= "2026-11-21".len() {
            day(text)
        } else {
            text.parse::<Timestamp>().ok()
        };
        // Other years are not written in the same number of digits.
        at.filter(|at| *at >= Timestamp::UNIX_EPOCH)
            .map(|at| Self(format!("{at:.3}")))
            .ok_or(NotAMoment)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_times_become_the_form_of_the_log() {
        for (given, kept) in [
            ("2026-11-21", "2026-11-21T00:00:00.000Z"),
            ("2026-11-21T09:30:00Z", "2026-11-21T09:30:00.000Z"),
            ("2026-11-21T09:30:00.12+09:00", "2026-11-21T00:30:00.120Z"),
        ] {
            assert_eq!(given.parse::<Moment>().unwrap().as_str(), kept, "{given}");
        }
        for wrong in [
            "",
            "yesterday",
            "2026-13-01",
            "2026-11-21T09:30:00",
            "-2026-11-21T09:30:00Z",
            "1234",
        ] {
            assert_eq!(wrong.parse::<Moment>(), Err(NotAMoment), "{wrong}");
        }
    }
}
