//! Texts that reach the arguments of a command, each checked for what it is.
//!
//! No shell sees them and each is an argument of its own behind an `=`, so none can become another option. What is refused
//! here is what Slurm itself would read as something else: lists where one name is meant, files instead of names, help.

use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::model::Username;

/// Why a text cannot be used, in words for whoever wrote it: "must …".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadText(pub &'static str);

macro_rules! texts {
    ($($(#[$meta:meta])* $name:ident: $check:expr, $expected:literal;)*) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = BadText;

            fn try_from(text: String) -> Result<Self, BadText> {
                let sound: fn(&str) -> bool = $check;
                if sound(&text) { Ok(Self(text)) } else { Err(BadText($expected)) }
            }
        }

        impl FromStr for $name {
            type Err = BadText;

            fn from_str(text: &str) -> Result<Self, BadText> {
                Self::try_from(text.to_owned())
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }

        impl Deref for $name {
            type Target = str;
            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

texts! {
    /// Name of a job: any text of one line.
    JobName: |text| is_line(text, 200), "must be one line of 1 to 200 characters";
    /// Name of a partition, account, QOS or reservation, or several with commas.
    Names: |text| is_of(text, 256, |byte| is_word(byte) || byte == b','),
        "must be 1 to 256 of letters, digits, _ . - and commas, and not begin with -";
    /// Name of one node.
    NodeName: |text| is_of(text, 64, is_word) && !text.eq_ignore_ascii_case("all"),
        "must be the name of one node";
    /// Generic resources, such as `gpu:a100:2`.
    GresAsked: |text| {
        is_of(text, 256, |byte| is_word(byte) || b",:/=".contains(&byte))
            // Slurm prints a list and submits nothing.
            && !["help", "list"].iter().any(|word| text.eq_ignore_ascii_case(word))
    }, "must be resources such as gpu:a100:2";
    /// Features of nodes, such as `a100&nvlink`.
    Constraint: |text| is_of(text, 256, |byte| is_word(byte) || b",&|*()[]:=+!".contains(&byte)),
        "must be features such as a100&nvlink";
    /// Tasks of an array, such as `0-9%2`.
    ArrayAsked: |text| {
        is_of(text, 256, |byte| byte.is_ascii_digit() || b",:%-".contains(&byte))
            && text.starts_with(|letter: char| letter.is_ascii_digit())
    }, "must be tasks such as 0-9%2";
    /// Jobs to wait for, such as `afterok:1234:1235`.
    Dependency: |text| is_of(text, 1_000, |byte| byte.is_ascii_alphanumeric() || b"_,:?+".contains(&byte)),
        "must be conditions such as afterok:1234";
    /// Path of a file or folder on the cluster; may hold Slurm's patterns such as `%j`.
    ClusterPath: |text| {
        text.starts_with('/') && text.len() <= 4_000 && !text.chars().any(is_unprintable)
    }, "must be an absolute path of one line, at most 4000 bytes";
    /// What an operator gives as reason.
    OneLine: |text| is_line(text, 200) && text.trim() == text && !text.starts_with(['"', '\'']),
        "must be one line of 1 to 200 characters, without quotes or blanks at its beginning";
    /// The comment of a job that the portal submitted: for whom, and by what it is found again when the answer of `sbatch` was
    /// lost.
    Marker: |text| is_of(text, 128, |byte| is_word(byte) || byte == b':') && text.starts_with(MARK), "must be a marker";
    /// A batch script.
    Script: |text| {
        text.starts_with("#!") && text.len() <= LONGEST_SCRIPT && !text.contains('\0') && !text.contains("\r\n")
    }, "must begin with #!, have at most 4 MiB, and lines that end with a line feed only";
}

/// What every marker begins with.
const MARK: &str = "hpc-portal:";

impl Marker {
    /// Of a submission of `user`; `token` is no other's.
    ///
    /// # Errors
    /// When the token has anything but letters and digits.
    pub fn new(user: &Username, token: &str) -> Result<Self, BadText> {
        format!("{MARK}{user}:{token}").parse()
    }

    /// For whom the job is.
    #[must_use]
    pub fn user(&self) -> &str {
        let rest = self.strip_prefix(MARK).unwrap_or_default();
        rest.split(':').next().unwrap_or_default()
    }
}

/// Longest script that slurmctld takes (`max_script_size`), bytes.
const LONGEST_SCRIPT: usize = 4 << 20;

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-')
}

fn is_of(text: &str, most: usize, allowed: fn(u8) -> bool) -> bool {
    (1..=most).contains(&text.len()) && text.bytes().all(allowed) && !text.starts_with('-')
}

fn is_line(text: &str, most: usize) -> bool {
    !text.trim().is_empty() && text.chars().count() <= most && !text.chars().any(is_unprintable)
}

/// Control characters, and the two that some programs take for the end of a line.
fn is_unprintable(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}')
}
