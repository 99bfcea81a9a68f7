//! From JSON to YAML that every reader understands alike: block style, and quotes where YAML 1.1 or 1.2 might see
//! something else than text.

use std::fmt::Write as _;

use serde_json::Value as Json;

use super::{Kind, resolve};

/// The order of names as people write templates; others follow, sorted.
const ORDER: [&str; 38] = [
    "template",
    "slurm",
    "apptainer",
    "files",
    "script",
    "validation",
    "overrides",
    "id",
    "name",
    "display_name",
    "file_key",
    "description",
    "category",
    "tags",
    "version",
    "author",
    "is_public",
    "source",
    "partition",
    "nodes",
    "ntasks",
    "cpus_per_task",
    "mem",
    "memory",
    "time",
    "image_name",
    "image_selection",
    "mode",
    "bind",
    "env",
    "input_schema",
    "output_schema",
    "required",
    "optional",
    "pattern",
    "pre_exec",
    "main_exec",
    "post_exec",
];

/// Readers give up after 1024 characters.
const LONGEST_NAME: usize = 500;

/// Writes a value as a YAML document.
#[must_use]
pub fn write(value: &Json) -> String {
    let mut text = String::new();
    match value {
        Json::Object(map) if !map.is_empty() => block(value, 0, &mut text),
        Json::Array(list) if !list.is_empty() => block(value, 0, &mut text),
        _ => {
            scalar(value, 0, &mut text);
            text.push('\n');
        }
    }
    text
}

fn indent(depth: usize, text: &mut String) {
    text.extend(std::iter::repeat_n("  ", depth));
}

/// The lines of a list or mapping that is not empty.
fn block(value: &Json, depth: usize, text: &mut String) {
    match value {
        Json::Object(map) => {
            let rank = |key: &str| ORDER.iter().position(|known| *known == key).unwrap_or(ORDER.len());
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by_key(|(key, _)| (rank(key), key.as_str()));
            for (key, value) in entries {
                indent(depth, text);
                name(key, depth, text);
                text.push(':');
                after(value, depth, text);
            }
        }
        Json::Array(list) => {
            for value in list {
                indent(depth, text);
                text.push('-');
                after(value, depth, text);
            }
        }
        _ => {}
    }
}

/// A name as far as its colon. Longer ones than readers look for a colon after need a mark of their own.
fn name(key: &str, depth: usize, text: &mut String) {
    if is_plain(key) && key.len() <= LONGEST_NAME {
        text.push_str(key);
    } else {
        let mut written = String::new();
        quoted(key, &mut written);
        let long = written.len() > LONGEST_NAME;
        text.push_str(if long { "? " } else { "" });
        text.push_str(&written);
        if long {
            text.push('\n');
            indent(depth, text);
        }
    }
}

/// What follows `key:` or `-`.
fn after(value: &Json, depth: usize, text: &mut String) {
    let nested = match value {
        Json::Object(map) => !map.is_empty(),
        Json::Array(list) => !list.is_empty(),
        _ => false,
    };
    if nested {
        text.push('\n');
        block(value, depth + 1, text);
    } else {
        text.push(' ');
        scalar(value, depth + 1, text);
        text.push('\n');
    }
}

fn scalar(value: &Json, depth: usize, text: &mut String) {
    match value {
        Json::Null => text.push_str("null"),
        Json::Bool(flag) => text.push_str(if *flag { "true" } else { "false" }),
        Json::Number(number) => float_safe(&number.to_string(), text),
        Json::String(string) if is_plain(string) => text.push_str(string),
        Json::String(string) if is_literal(string) => literal(string, depth, text),
        Json::String(string) => quoted(string, text),
        Json::Array(_) => text.push_str("[]"),
        Json::Object(_) => text.push_str("{}"),
    }
}

/// To YAML 1.1 `1e21` is text: a float there has a point, and a sign in its exponent.
fn float_safe(number: &str, text: &mut String) {
    let Some((mantissa, exponent)) = number.split_once('e') else {
        text.push_str(number);
        return;
    };
    text.push_str(mantissa);
    text.push_str(if mantissa.contains('.') { "e" } else { ".0e" });
    text.push_str(if exponent.starts_with(['-', '+']) { "" } else { "+" });
    text.push_str(exponent);
}

/// Letters, digits and a few signs, of which no reader makes anything else than this text.
fn is_plain(string: &str) -> bool {
    let sound = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | ' ' | '+' | '(' | ')' | '$');
    string.chars().all(sound)
        && string.starts_with(|c: char| c.is_alphabetic() || matches!(c, '/' | '_' | '$'))
        && !string.ends_with(' ')
        && resolve(string) == Kind::Text
        // What other readers of YAML 1.1 take for truth values.
        && !matches!(string, "y" | "Y" | "n" | "N")
}

/// Lines that a literal block keeps as they are.
fn is_literal(string: &str) -> bool {
    let strange = |c: char| {
        (c.is_control() && c != '\n' && c != '\t') || matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}')
    };
    let lines = string.strip_suffix('\n').unwrap_or(string);
    string.contains('\n')
        && !string.contains(strange)
        && !lines.is_empty()
        && !lines.starts_with([' ', '\t', '\n'])
        && !lines.ends_with('\n')
        && lines.lines().all(|line| line.is_empty() || !line.trim().is_empty())
}

fn literal(string: &str, depth: usize, text: &mut String) {
    text.push_str(if string.ends_with('\n') { "|" } else { "|-" });
    for line in string.strip_suffix('\n').unwrap_or(string).split('\n') {
        text.push('\n');
        if !line.is_empty() {
            indent(depth.max(1), text);
            text.push_str(line);
        }
    }
}

fn quoted(string: &str, text: &mut String) {
    text.push('"');
    for c in string.chars() {
        match c {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\t' => text.push_str("\\t"),
            '\r' => text.push_str("\\r"),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}') => {
                // Writing to a String cannot fail.
                let _ = write!(text, "\\u{:04x}", u32::from(c));
            }
            c => text.push(c),
        }
    }
    text.push('"');
}
