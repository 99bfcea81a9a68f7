//! What may be done to a value before a command gets it.

use std::str::FromStr;

/// The transforms of the contract. Each answers for every text, and makes none that is longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transform {
    /// The text as it is; also `to_string`.
    Identity,
    /// `16G` as KiB; a number without unit is MiB. Rounded down, but not to nothing.
    MemoryToKb,
    /// The same as MiB.
    MemoryToMb,
    /// The same as GiB.
    MemoryToGb,
    /// A time of Slurm, such as `1-12:00:00`, `30:00` or `90` (minutes), as seconds.
    TimeToSeconds,
    /// The same as minutes: rounded down, but not to nothing.
    TimeToMinutes,
    /// The same as hours.
    TimeToHours,
    /// The last part of a path.
    Basename,
    /// A path without its last part; `.` when there is only one.
    Dirname,
    /// Without the last ending: `a.tar.gz` is `a.tar`.
    RemoveExtension,
    /// Without all endings: `a.tar.gz` is `a`.
    RemoveAllExtensions,
    /// In capital letters, of ASCII.
    Uppercase,
    /// In small letters, of ASCII.
    Lowercase,
    /// A whole number; what is behind the point of `4.5` is dropped.
    ToInt,
}

/// What a transform gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Transformed {
    /// Any text.
    Text(String),
    /// A number, which is harmless wherever it stands.
    Number(i64),
}

/// Why it gave nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TransformError {
    /// Not an amount of memory.
    #[error("it is no amount of memory such as 16G")]
    Memory,
    /// Not a time.
    #[error("it is no time such as 12:00:00 or 1-12:00:00")]
    Time,
    /// Not a number.
    #[error("it is no whole number")]
    Number,
}

impl FromStr for Transform {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        Ok(match name {
            "identity" | "to_string" | "" => Self::Identity,
            "memory_to_kb" => Self::MemoryToKb,
            "memory_to_mb" => Self::MemoryToMb,
            "memory_to_gb" => Self::MemoryToGb,
            "time_to_seconds" => Self::TimeToSeconds,
            "time_to_minutes" => Self::TimeToMinutes,
            "time_to_hours" => Self::TimeToHours,
            "basename" => Self::Basename,
            "dirname" => Self::Dirname,
            "remove_extension" => Self::RemoveExtension,
            "remove_all_extensions" => Self::RemoveAllExtensions,
            "uppercase" => Self::Uppercase,
            "lowercase" => Self::Lowercase,
            "to_int" => Self::ToInt,
            _ => return Err(()),
        })
    }
}

impl Transform {
    /// Applies it.
    ///
    /// # Errors
    /// When the text is not what it is for.
    pub fn apply(self, text: &str) -> Result<Transformed, TransformError> {
        let number = match self {
            Self::MemoryToKb => memory(text)?,
            Self::MemoryToMb => in_units(memory(text)?, 1024),
            Self::MemoryToGb => in_units(memory(text)?, 1024 * 1024),
            Self::TimeToSeconds => seconds(text)?,
            Self::TimeToMinutes => in_units(seconds(text)?, 60),
            Self::TimeToHours => in_units(seconds(text)?, 3600),
            Self::ToInt => whole(text).ok_or(TransformError::Number)?,
            Self::Identity => return Ok(Transformed::Text(text.to_owned())),
            Self::Basename => return Ok(Transformed::Text(split(text).1.to_owned())),
            Self::Dirname => return Ok(Transformed::Text(split(text).0.to_owned())),
            Self::RemoveExtension => return Ok(without_ending(text, str::rfind)),
            Self::RemoveAllExtensions => return Ok(without_ending(text, str::find)),
            Self::Uppercase => return Ok(Transformed::Text(text.to_ascii_uppercase())),
            Self::Lowercase => return Ok(Transformed::Text(text.to_ascii_lowercase())),
        };
        Ok(Transformed::Number(number))
    }
}

/// Rounded down: what a command is told must fit into what Slurm gives. Yet nothing at all is not asked for.
fn in_units(amount: i64, unit: i64) -> i64 {
    (amount / unit).max(i64::from(amount > 0))
}

fn whole(text: &str) -> Option<i64> {
    let text = text.trim();
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    fraction
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| whole.parse().ok())?
}

/// Memory in KiB.
fn memory(text: &str) -> Result<i64, TransformError> {
    let text = text.trim();
    let end = text.find(|letter: char| !letter.is_ascii_digit() && letter != '.');
    let (number, unit) = text.split_at(end.unwrap_or(text.len()));
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    let unit = unit.trim().to_ascii_lowercase();
    let kibibytes: i64 = match unit.as_str() {
        "k" | "kb" | "kib" => 1,
        "" | "m" | "mb" | "mib" => 1024,
        "g" | "gb" | "gib" => 1024 * 1024,
        "t" | "tb" | "tib" => 1024 * 1024 * 1024,
        _ => return Err(TransformError::Memory),
    };
    // Three places behind the point say more than anybody means.
    let places = fraction.get(..3).unwrap_or(fraction);
    let scale = 10_i64.pow(u32::try_from(places.len()).unwrap_or_default());
    let whole: i64 = whole.parse().map_err(|_none| TransformError::Memory)?;
    let places: i64 = places.parse().map_err(|_none| TransformError::Memory)?;
    if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(TransformError::Memory);
    }
    whole
        .checked_mul(kibibytes)
        .and_then(|whole| whole.checked_add(places * kibibytes / scale))
        .ok_or(TransformError::Memory)
}

/// The forms that Slurm takes: `M`, `M:S`, `H:M:S`, `D-H`, `D-H:M`, `D-H:M:S`.
fn seconds(text: &str) -> Result<i64, TransformError> {
    let text = text.trim();
    let (days, rest) = match text.split_once('-') {
        Some((days, rest)) => (Some(days), rest),
        None => (None, text),
    };
    let parts: Vec<&str> = rest.split(':').collect();
    let number = |part: &str| -> Result<i64, TransformError> {
        let digits = !part.is_empty() && part.len() <= 9 && part.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| part.parse().ok()).flatten().ok_or(TransformError::Time)
    };
    let (hours, minutes, seconds) = match (days.is_some(), parts.as_slice()) {
        (false, [minutes]) => ("0", *minutes, "0"),
        (false, [minutes, seconds]) => ("0", *minutes, *seconds),
        (true, [hours]) => (*hours, "0", "0"),
        (true, [hours, minutes]) => (*hours, *minutes, "0"),
        (_, [hours, minutes, seconds]) => (*hours, *minutes, *seconds),
        _ => return Err(TransformError::Time),
    };
    let days = number(days.unwrap_or("0"))?;
    Ok(days * 86_400 + number(hours)? * 3600 + number(minutes)? * 60 + number(seconds)?)
}

/// Folder and name, as `dirname` and `basename` tell them.
fn split(path: &str) -> (&str, &str) {
    let trimmed = path.trim_end_matches('/');
    if trimmed.is_empty() {
        return if path.is_empty() { (".", "") } else { ("/", "/") };
    }
    match trimmed.rsplit_once('/') {
        None => (".", trimmed),
        Some((folder, name)) => match folder.trim_end_matches('/') {
            "" => ("/", name),
            folder => (folder, name),
        },
    }
}

/// Endings are those of the name; a dot at its beginning is none.
fn without_ending(path: &str, dot: impl Fn(&str, char) -> Option<usize>) -> Transformed {
    let name_from = path.rfind('/').map_or(0, |slash| slash + 1);
    let (folder, name) = path.split_at(name_from);
    let hidden = name.len() - name.trim_start_matches('.').len();
    let (dots, name) = name.split_at(hidden);
    let kept = dot(name, '.').and_then(|end| name.get(..end)).unwrap_or(name);
    Transformed::Text(format!("{folder}{dots}{kept}"))
}
