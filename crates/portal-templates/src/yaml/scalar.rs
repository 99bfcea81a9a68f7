//! What a plain scalar is to YAML 1.1, by PyYAML's own expressions (its `resolver.py` and `constructor.py`).

/// What a scalar is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// `~`, `null`, or nothing.
    Null,
    /// `yes`, `No`, `on`, `TRUE`, …
    Bool(bool),
    /// `12`, `0755` (octal), `0x1f`, `0b11`, `1_000`.
    Int(i64),
    /// `1.5`, `.inf`, `1.0e+3`; `1e3` is text.
    Float(f64),
    /// An integer beyond 64 bits.
    Large,
    /// `12:00:00`, which PyYAML takes for a number of base 60.
    Base60,
    /// `2026-01-31`, with or without a time.
    Date,
    /// Anything else.
    Text,
}

/// What a plain (unquoted) scalar without a tag is.
#[must_use]
pub fn resolve(text: &str) -> Kind {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Kind::Null,
        "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => return Kind::Bool(true),
        "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => return Kind::Bool(false),
        _ => {}
    }
    let first = text.as_bytes().first().copied().unwrap_or_default();
    if !(first.is_ascii_digit() || matches!(first, b'-' | b'+' | b'.')) {
        return Kind::Text;
    }
    float(text)
        .or_else(|| int(text))
        .or_else(|| is_date(text).then_some(Kind::Date))
        .unwrap_or(Kind::Text)
}

fn unsigned(text: &str) -> (&str, bool) {
    match text.as_bytes().first() {
        Some(b'-') => (text.get(1..).unwrap_or_default(), true),
        Some(b'+') => (text.get(1..).unwrap_or_default(), false),
        _ => (text, false),
    }
}

fn all(text: &str, may: impl Fn(u8) -> bool) -> bool {
    text.bytes().all(may)
}

fn digit_or_line(byte: u8) -> bool {
    byte.is_ascii_digit() || byte == b'_'
}

fn int(text: &str) -> Option<Kind> {
    let (digits, negative) = unsigned(text);
    let (radix, digits) = if let Some(binary) = digits.strip_prefix("0b") {
        (2, binary)
    } else if let Some(hex) = digits.strip_prefix("0x") {
        (16, hex)
    } else if digits.len() > 1 && digits.starts_with('0') {
        (8, digits)
    } else {
        (10, digits)
    };
    if radix == 10 && digits.contains(':') {
        let (head, tail) = digits.split_once(':')?;
        let whole = head.starts_with(|c: char| matches!(c, '1'..='9')) && all(head, digit_or_line);
        return (whole && is_base60(tail)).then_some(Kind::Base60);
    }
    let sound = !digits.is_empty()
        && digits
            .bytes()
            .all(|byte| byte == b'_' || char::from(byte).is_digit(radix))
        && (radix != 10 || digits.starts_with(|c: char| c.is_ascii_digit()));
    let digits: String = digits.chars().filter(|c| *c != '_').collect();
    // Only lines: PyYAML fails on it, so nobody has it, and text it may be.
    if !sound || digits.is_empty() {
        return None;
    }
    let number = i128::from_str_radix(&digits, radix).map(|number| if negative { -number } else { number });
    let number = number.ok().and_then(|number| i64::try_from(number).ok());
    Some(number.map_or(Kind::Large, Kind::Int))
}

/// One or more numbers below 60, with colons between.
fn is_base60(tail: &str) -> bool {
    tail.split(':').all(|part| match part.as_bytes() {
        [only] => only.is_ascii_digit(),
        [tens, ones] => (b'0'..=b'5').contains(tens) && ones.is_ascii_digit(),
        _ => false,
    })
}

fn float(text: &str) -> Option<Kind> {
    let (number, negative) = unsigned(text);
    match number {
        ".inf" | ".Inf" | ".INF" => return Some(Kind::Float(if negative { f64::NEG_INFINITY } else { f64::INFINITY })),
        ".nan" | ".NaN" | ".NAN" if number.len() == text.len() => return Some(Kind::Float(f64::NAN)),
        _ => {}
    }
    let (whole, rest) = number.split_once('.')?;
    if let Some((head, tail)) = whole.split_once(':') {
        let sound = head.starts_with(|c: char| c.is_ascii_digit())
            && all(head, digit_or_line)
            && is_base60(tail)
            && all(rest, digit_or_line);
        return sound.then_some(Kind::Base60);
    }
    let (fraction, exponent) = match rest.split_once(['e', 'E']) {
        Some((fraction, exponent)) => (fraction, Some(exponent)),
        None => (rest, None),
    };
    let sound_whole = if whole.is_empty() {
        // Without a whole part there is no sign, and the first of the fraction is a digit.
        number.len() == text.len() && fraction.starts_with(|c: char| c.is_ascii_digit())
    } else {
        whole.starts_with(|c: char| c.is_ascii_digit()) && all(whole, digit_or_line)
    };
    let sound_exponent = exponent.is_none_or(|exponent| {
        let digits = exponent.strip_prefix(['-', '+']).unwrap_or_default();
        !digits.is_empty() && all(digits, |byte| byte.is_ascii_digit())
    });
    if !(sound_whole && all(fraction, digit_or_line) && sound_exponent) {
        return None;
    }
    let plain: String = text.chars().filter(|c| *c != '_').collect();
    plain.parse().ok().map(Kind::Float)
}

/// `YYYY-MM-DD`, or a date and a time in PyYAML's wider form.
fn is_date(text: &str) -> bool {
    let digits = |text: &str, least: usize, most: usize| {
        (least..=most).contains(&text.len()) && all(text, |byte| byte.is_ascii_digit())
    };
    let date = |text: &str, least: usize| {
        let mut parts = text.split('-');
        let (year, month, day) = (parts.next(), parts.next(), parts.next());
        year.is_some_and(|year| digits(year, 4, 4))
            && month.is_some_and(|month| digits(month, least, 2))
            && day.is_some_and(|day| digits(day, least, 2))
            && parts.next().is_none()
    };
    let Some(end) = text.find(['T', 't', ' ', '\t']) else {
        return date(text, 2);
    };
    let (day, time) = text.split_at_checked(end).unwrap_or_default();
    // One letter, or spaces.
    let time = time
        .strip_prefix(['T', 't'])
        .unwrap_or_else(|| time.trim_start_matches([' ', '\t']));
    let clock_end = time
        .find(|c: char| !(c.is_ascii_digit() || c == ':'))
        .unwrap_or(time.len());
    let (clock, rest) = time.split_at_checked(clock_end).unwrap_or_default();
    let mut parts = clock.split(':');
    let sound_clock = parts.next().is_some_and(|hour| digits(hour, 1, 2))
        && parts.next().is_some_and(|minute| digits(minute, 2, 2))
        && parts.next().is_some_and(|second| digits(second, 2, 2))
        && parts.next().is_none();
    let zone = rest.strip_prefix('.').map_or(rest, |fraction| {
        fraction.trim_start_matches(|c: char| c.is_ascii_digit())
    });
    date(day, 1) && sound_clock && is_zone(zone.trim_start_matches([' ', '\t']), zone.is_empty())
}

fn is_zone(zone: &str, absent: bool) -> bool {
    let digits =
        |text: &str, least: usize| (least..=2).contains(&text.len()) && all(text, |byte| byte.is_ascii_digit());
    match zone.strip_prefix(['-', '+']) {
        Some(offset) => match offset.split_once(':') {
            Some((hours, minutes)) => digits(hours, 1) && digits(minutes, 2),
            None => digits(offset, 1),
        },
        None => zone == "Z" || absent,
    }
}
