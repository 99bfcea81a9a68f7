//! Values in scripts: the one place where text becomes bash.

use std::fmt::Write;

/// The text as one word of bash, which means exactly this text, whatever it holds; always on one line.
///
/// Bash knows no NUL in a text: those become U+FFFD. An argument that begins with `-` stays one that begins with `-`.
#[must_use]
pub fn quote(text: &str) -> String {
    if text.contains(char::is_control) {
        return escaped(text);
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// With `$'…'`, where line breaks and other control characters have names.
fn escaped(text: &str) -> String {
    let mut quoted = String::from("$'");
    for letter in text.chars() {
        match letter {
            '\'' => quoted.push_str(r"\'"),
            '\\' => quoted.push_str(r"\\"),
            '\n' => quoted.push_str(r"\n"),
            '\r' => quoted.push_str(r"\r"),
            '\t' => quoted.push_str(r"\t"),
            '\0' => quoted.push('\u{fffd}'),
            other if other.is_ascii_control() => {
                // Three octal digits: a digit behind them does not belong to them.
                let _ = write!(quoted, r"\{:03o}", u32::from(other));
            }
            other => quoted.push(other),
        }
    }
    quoted.push('\'');
    quoted
}

/// Variables that bash sets itself. What is exported as one of them does not reach programs, and of those that are numbers to
/// bash the value is calculated, which runs the code in `a[$(…)]`, however it is quoted.
const OF_BASH: [&str; 32] = [
    "BASHOPTS",
    "BASHPID",
    "BASH_ALIASES",
    "BASH_ARGC",
    "BASH_ARGV",
    "BASH_ARGV0",
    "BASH_CMDS",
    "BASH_COMMAND",
    "BASH_LINENO",
    "BASH_SOURCE",
    "BASH_SUBSHELL",
    "BASH_VERSINFO",
    "COMP_CWORD",
    "COMP_KEY",
    "COMP_POINT",
    "COMP_TYPE",
    "DIRSTACK",
    "EPOCHREALTIME",
    "EPOCHSECONDS",
    "EUID",
    "FUNCNAME",
    "GROUPS",
    "HISTCMD",
    "LINENO",
    "OPTIND",
    "PPID",
    "RANDOM",
    "SECONDS",
    "SHELLOPTS",
    "SRANDOM",
    "UID",
    "_",
];

/// Whether a variable of this name is bash's own, so that no value can be exported as it, however it is quoted.
#[must_use]
pub fn belongs_to_bash(name: &str) -> bool {
    OF_BASH.contains(&name)
}
